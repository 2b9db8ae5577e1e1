// Demo data never lands on top of something else, and is whole or not there.
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

/// The usage error that making the data set gives.
std::string refusal(const demo::DataSetOptions& options) {
  try {
    demo::make_data_set(options);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  FAIL("not refused");
  return {};
}

}  // namespace

TEST_CASE("a folder that holds something is refused and left alone") {
  const TemporaryFolder folder;
  write_file(folder / "thesis.txt", "years of work");
  CHECK(refusal(tiny(folder.path.string())).find("not empty") != std::string::npos);
  CHECK(files_below(folder.path.string()).size() == 1);
  // with force it goes beside what is there
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
  CHECK(refusal(options).find("Parsed_Capuchinbird_Clips") != std::string::npos);
  CHECK(files_below(folder.path.string()).size() == 1);
}

TEST_CASE("demo data is replaced as a whole, and only with force") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = tiny(folder / "demo");
  options.clips = 12;
  demo::make_data_set(options);
  const auto before = files_below(folder / "demo");
  options.clips = 8;
  CHECK(refusal(options).find("--force") != std::string::npos);
  CHECK((files_below(folder / "demo") == before));
  options.force = true;
  demo::make_data_set(options);
  CHECK(files_below(folder / "demo").size() == 16 + 1 + 2);
  CHECK_FALSE(fs::exists(folder / "demo/.unfinished"));
}

TEST_CASE("an interrupted run leaves no data set, and the next one starts afresh") {
  const TemporaryFolder folder;
  const demo::DataSetOptions options = tiny(folder / "demo");
  set_interrupt(SIGINT);
  bool interrupted = false;
  try {
    demo::make_data_set(options);
  } catch (const demo::Interrupted& came) {
    interrupted = came.signal == SIGINT;
  }
  set_interrupt(0);
  CHECK(interrupted);
  CHECK(fs::is_empty(folder / "demo"));

  // killed outright, a run leaves this
  make_folders(folder / "demo/.unfinished/Parsed_Capuchinbird_Clips");
  write_file(folder / "demo/.unfinished/Parsed_Capuchinbird_Clips/capuchin-99-0.wav", "RIFF");
  demo::make_data_set(options);
  CHECK(files_below(folder / "demo").size() == 16 + 1 + 2);
}

TEST_CASE("recordings are neither too short for a call nor of no length at all") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = tiny(folder / "demo");
  for (const double seconds : {9.9, 3601.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    options.seconds = seconds;
    CHECK(refusal(options).find("--seconds") != std::string::npos);
    CHECK_FALSE(fs::exists(folder / "demo"));
  }
}

TEST_CASE("a place that cannot be written to is said") {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  CHECK(refusal(tiny(folder / "file")).find("not a folder") != std::string::npos);
  try {
    demo::make_data_set(tiny(folder / "file/below"));
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::disk);
  }
}
