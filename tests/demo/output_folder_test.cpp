// Demo data never replaces other files, and is either complete or absent.
#include <csignal>
#include <limits>

#include "base/error.h"
#include "base/interrupt.h"
#include "demo_files.h"

using namespace canopy;
using namespace canopy::test;

namespace {

demo::DataSetOptions tiny(const std::string& out) {
  demo::DataSetOptions options = small_options(out);
  options.clips = 8;
  options.recordings = 1;
  options.seconds = 10;
  return options;
}

/// The message of the usage error that make_data_set() throws.
std::string usage_error(const demo::DataSetOptions& options) {
  try {
    demo::make_data_set(options);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("a folder that is not empty is rejected and left unchanged") {
  const TemporaryFolder folder;
  write_file(folder / "thesis.txt", "years of work");
  CHECK(usage_error(tiny(folder.path.string())).find("not empty") != std::string::npos);
  CHECK(files_below(folder.path.string()).size() == 1);
  // with force, demo data is added to the other files
  demo::DataSetOptions options = tiny(folder.path.string());
  options.force = true;
  demo::make_data_set(options);
  CHECK(files_below(folder.path.string()).size() == 1 + 16 + 1 + 2);
  CHECK(read_file(folder / "thesis.txt") == "years of work");
}

TEST_CASE("force does not replace recordings that are not demo data") {
  const TemporaryFolder folder;
  make_folders(folder / "Parsed_Capuchinbird_Clips");
  write_file(folder / "Parsed_Capuchinbird_Clips/XC3776-0.wav", "real");
  demo::DataSetOptions options = tiny(folder.path.string());
  options.force = true;
  CHECK(usage_error(options).find("Parsed_Capuchinbird_Clips") != std::string::npos);
  CHECK(files_below(folder.path.string()).size() == 1);
}

TEST_CASE("demo data is replaced as a whole, and only with force") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = tiny(folder / "demo");
  options.clips = 12;
  demo::make_data_set(options);
  const auto before = files_below(folder / "demo");
  options.clips = 8;
  CHECK(usage_error(options).find("--force") != std::string::npos);
  CHECK((files_below(folder / "demo") == before));
  options.force = true;
  demo::make_data_set(options);
  CHECK(files_below(folder / "demo").size() == 16 + 1 + 2);
  CHECK_FALSE(fs::exists(folder / "demo/.unfinished"));
}

TEST_CASE("an interrupted run leaves no data set, and the next run starts anew") {
  const TemporaryFolder folder;
  const demo::DataSetOptions options = tiny(folder / "demo");
  set_interrupt(SIGINT);
  bool interrupted = false;
  try {
    demo::make_data_set(options);
  } catch (const demo::Interrupted& error) {
    interrupted = error.signal == SIGINT;
  }
  set_interrupt(0);
  CHECK(interrupted);
  CHECK(fs::is_empty(folder / "demo"));

  // what a killed run leaves
  make_folders(folder / "demo/.unfinished/Parsed_Capuchinbird_Clips");
  write_file(folder / "demo/.unfinished/Parsed_Capuchinbird_Clips/capuchin-99-0.wav", "RIFF");
  demo::make_data_set(options);
  CHECK(files_below(folder / "demo").size() == 16 + 1 + 2);
}

TEST_CASE("the length of the recordings must be valid") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = tiny(folder / "demo");
  for (const double seconds : {9.9, 3601.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    options.seconds = seconds;
    CHECK(usage_error(options).find("--seconds") != std::string::npos);
    CHECK_FALSE(fs::exists(folder / "demo"));
  }
}

TEST_CASE("an output folder that cannot be created is an error") {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  CHECK(usage_error(tiny(folder / "file")).find("not a folder") != std::string::npos);
  try {
    demo::make_data_set(tiny(folder / "file/below"));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::disk);
  }
}
