#include "run/run_folder.h"

#include <sys/utsname.h>

#include <ctime>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/cells.h"
#include "base/error.h"
#include "base/files.h"
#include "base/version.h"
#include "report/epoch.h"
#include "report/tensorboard.h"

namespace canopy {
namespace fs = std::filesystem;

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

namespace {

bool has_files(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_empty(path, error);
}

/// Throws Error(disk) if the folder contains files that are not a run's: the user's own files must
/// never be moved or replaced.
void require_run_folder(const std::string& path) {
  std::error_code error;
  if (!has_files(path) || fs::exists(path + "/config.json", error) ||
      fs::exists(path + "/checkpoints", error))
    return;
  throw Error(ErrorKind::disk,
              path +
                  ": contains files, but is not a run folder of Canopy; choose another "
                  "/output/name or /output/dir");
}

}  // namespace

std::string RunFolder::prepare(bool resume) const {
  std::string moved;
  std::error_code error;
  if (!resume && has_files(path_)) {
    moved = path_ + ".old";
    require_run_folder(path_);
    require_run_folder(moved);
    fs::remove_all(moved, error);
    fs::rename(path_, moved, error);
    if (error)
      throw Error(ErrorKind::disk, fmt::format("{}: the previous run cannot be moved to {}: {}",
                                               path_, moved, error.message()));
  }
  make_folders(path_);
  return moved;
}

void RunFolder::require_space(std::size_t bytes) const {
  std::error_code error;
  fs::path existing = fs::absolute(path_, error);
  while (existing.has_relative_path() && !fs::exists(existing, error))
    existing = existing.parent_path();
  const fs::space_info space = fs::space(existing, error);
  if (error || space.available >= bytes) return;
  throw Error(ErrorKind::disk,
              fmt::format("{}: the run will write {} MB, but only {} MB are free; free some space, "
                          "lower /train/checkpoints/keep or set /train/checkpoints/every to 0",
                          path_, bytes >> 20, space.available >> 20));
}

void RunFolder::write_bad_files(const std::vector<BadFile>& bad) const {
  std::string text = "path,reason\n";
  for (const BadFile& file : bad)
    text += fmt::format("{},{}\n", text_cell(file.name), text_cell(file.reason));
  write_file(file("bad_files.csv"), text);
}

void RunFolder::write_environment(const DeviceInfo& device, const std::string& config_path) const {
  utsname os{};
  uname(&os);
  nlohmann::ordered_json json;
  json["canopy"] = version();
  json["started"] = utc_now();
  json["config"] = config_path;
  json["system"] = fmt::format("{} {} {}", os.sysname, os.release, os.machine);
  json["compiler"] = __VERSION__;
  json["device"] = {{"id", device.id},
                    {"name", device.name},
                    {"memory_bytes", device.memory_bytes},
                    {"threads", device.threads},
                    {"precision", precision_name(device.precision)}};
  for (const auto& [key, value] : device.details) json["device"][key] = value;
  write_file(file("environment.json"), json.dump(2) + "\n");
}

void RunFolder::write_metrics(const std::vector<EpochRow>& rows) const {
  std::string csv = epoch_csv_header(), lines;
  for (const EpochRow& row : rows) {
    csv += epoch_csv_line(row);
    lines += epoch_json_line(row);
  }
  write_file(file("metrics.csv"), csv);
  write_file(file("metrics.jsonl"), lines);
  write_events(path_, rows);
}

void RunFolder::append_metrics(const EpochRow& row) const {
  append_file(file("metrics.csv"), epoch_csv_line(row));
  append_file(file("metrics.jsonl"), epoch_json_line(row));
  append_event(path_, row);
}

}  // namespace canopy
