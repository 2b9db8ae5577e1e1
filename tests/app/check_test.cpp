// `trainer check` and the data report of a run, tested with the program itself.
#include <algorithm>
#include <filesystem>
#include <limits>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/files.h"
#include "support/program.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"

using namespace canopy;
using namespace canopy::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

ProgramRun check(const std::string& config, std::vector<std::string> more = {}) {
  std::vector<std::string> words = {"check", "--config", config, "--device", "cpu"};
  words.insert(words.end(), more.begin(), more.end());
  return run_trainer(words);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("check reports the clips, the sources and the recordings, and writes nothing") {
  const TemporaryFolder folder("check");
  const std::string config = write_tiny_run(folder.path(), 1);
  const ProgramRun plain = check(config);
  INFO(plain.out + plain.err);
  REQUIRE(plain.code == 0);
  CHECK_THAT(plain.out, ContainsSubstring("class call: 18 clips of 6 sources"));
  CHECK_THAT(plain.out, ContainsSubstring("Hz (clips): "));
  CHECK_THAT(plain.out, ContainsSubstring("scan: 2 recordings, "));
  CHECK_THAT(plain.out, ContainsSubstring("(--recordings decodes them completely)"));
  CHECK_FALSE(has(plain.out, "shortest, median, longest"));
  CHECK_FALSE(has(plain.out, "data: "));
  CHECK_FALSE(fs::exists(folder.file("results")));

  const ProgramRun all = check(config, {"--sources", "--recordings"});
  REQUIRE(all.code == 0);
  CHECK_THAT(all.out, ContainsSubstring("shortest, median, longest"));
  CHECK_THAT(all.out, ContainsSubstring("none damaged\n"));
}

TEST_CASE("check rejects, as a run does, a choice on a validation part that the manifest lacks") {
  const TemporaryFolder folder("check parts");
  const std::string config = write_tiny_labels(folder.path(), 1);
  CHECK(check(config).code == 0);
  const ProgramRun refused = check(config, {"--set", "/train/decision/calibrate=true"});
  CHECK(refused.code == 3);
  CHECK_THAT(refused.err, ContainsSubstring("/train/decision needs clips in the validation part"));
}

TEST_CASE("damage at the end of a recording is found if it is decoded completely") {
  const TemporaryFolder folder("check recording");
  const std::string config = write_tiny_run(folder.path(), 1);
  make_folders(folder.file("long"));
  write_wav(folder.file("long/whole.wav"), std::vector<float>(32000, 0.1f));
  std::vector<float> samples(64000, 0.1f);
  samples[60000] = std::numeric_limits<float>::quiet_NaN();
  write_float_wav(folder.file("long/bad.wav"), samples);
  const std::string setting = "/scan/recordings=" + folder.file("long");
  const ProgramRun quick = check(config, {"--set", setting});
  INFO(quick.out + quick.err);
  REQUIRE(quick.code == 0);
  CHECK_FALSE(has(quick.out, "damaged: "));
  const ProgramRun whole = check(config, {"--set", setting, "--recordings"});
  CHECK(whole.code == 0);
  CHECK_THAT(whole.out, ContainsSubstring("damaged: " + folder.file("long/bad.wav") +
                                          ": frame 60000 is not a number (NaN)"));
  CHECK_THAT(whole.out, ContainsSubstring("; 1 damaged: scanned only up to the damage"));
}

TEST_CASE("warnings about the clips are printed before training and kept in the run folder") {
  const TemporaryFolder folder("data report");
  const std::string config = write_tiny_run(folder.path(), 1);
  fs::copy_file(folder.file("data/call/call0-0.wav"), folder.file("data/other/stray-0.wav"));
  write_file(folder.file("data/call/notes.txt"), "not a sound");
  const ProgramRun run = run_trainer({"--config", config, "--device", "cpu"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK_THAT(run.err, ContainsSubstring("data: ignored 1 item without an audio file name"));
  CHECK_THAT(run.err, ContainsSubstring("such as call/notes.txt"));
  CHECK_THAT(run.err, ContainsSubstring("data: the same sound has two labels: "));
  CHECK(run.err.find("data: the same sound") < run.err.find("epoch 1/1"));
  const std::string csv = read_file(folder.file("results/tiny/data.csv"));
  CHECK(
      csv.starts_with("name,label,group,part,rate,channels,seconds,rms_db,clipped,"
                      "bandwidth_hz,hash\n"));
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 38);
  CHECK_THAT(csv, ContainsSubstring("\nother/stray-0.wav,other,stray,"));
  CHECK_THAT(read_file(folder.file("results/tiny/report.html")),
             ContainsSubstring("the same sound has two labels"));
}
