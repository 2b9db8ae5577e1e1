#include "demo/output_folder.h"

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/files.h"

namespace canopy::demo {
namespace {

namespace fs = std::filesystem;

constexpr const char* entries[] = {positive_folder, negative_folder, recordings_folder, truth_file};
constexpr const char* description_file = "demo_data.json";

/// Throws Error(usage) unless OUT is new, empty, or (with `force`) holds demo data.
void check_empty_or_ours(const fs::path& out, bool force) {
  if (!fs::exists(out)) return;
  const std::string name = out.string();
  if (!fs::is_directory(out)) throw Error(ErrorKind::usage, name + ": is not a folder");
  const bool unfinished = fs::exists(out / ".unfinished");
  const bool complete = fs::exists(out / description_file);
  const auto entries_in_out = std::distance(fs::directory_iterator(out), fs::directory_iterator());
  if (entries_in_out == (unfinished ? 1 : 0)) return;
  if (!force)
    throw Error(
        ErrorKind::usage,
        name + (unfinished || complete ? ": already contains demo data; use --force to replace it"
                                       : ": is not empty; choose another folder for --out"));
  if (unfinished || complete) return;
  for (const char* entry : entries)
    if (fs::exists(out / entry))
      throw Error(ErrorKind::usage,
                  (out / entry).string() +
                      ": --force replaces only demo data that this program made; choose another "
                      "folder for --out");
}

/// Runs an action on files and turns its filesystem errors into Error(disk).
template <class Action>
void on_disk(const Action& action) {
  try {
    action();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::disk, error.path1().string() + ": " + error.code().message());
  }
}

}  // namespace

OutputFolder::OutputFolder(std::string out, bool force)
    : out_(std::move(out)), unfinished_(out_ + "/.unfinished") {
  on_disk([&] {
    check_empty_or_ours(out_, force);
    fs::remove_all(unfinished_);
  });
  for (const char* folder : {positive_folder, negative_folder, recordings_folder})
    make_folders(path(folder));
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  fs::remove_all(unfinished_, ignored);
}

void OutputFolder::publish(const std::string& description) {
  const fs::path out = out_;
  on_disk([&] {
    fs::remove(out / description_file);
    for (const char* entry : entries) {
      fs::remove_all(out / entry);
      fs::rename(path(entry), out / entry);
    }
  });
  write_file((out / description_file).string(), description);
}

}  // namespace canopy::demo
