// Every output of a scan: exact contents where programs depend on them, and reading them back.
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/cells.h"
#include "base/error.h"
#include "base/files.h"
#include "data/event_files.h"
#include "scan/outputs.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using Catch::Approx;
namespace fs = std::filesystem;

namespace {

RecordingResult result(const std::string& name, double seconds,
                       const std::vector<Detection>& detections = {}) {
  RecordingResult made;
  made.path = "forest/" + name;
  made.name = name;
  made.seconds = seconds;
  made.detections = detections;
  return made;
}

ScanReport report(const std::vector<RecordingResult>& results) {
  ScanReport made;
  made.recordings = results;
  made.counted = {"capuchin"};
  made.low_hz = 100;
  made.high_hz = 5512.5;
  return made;
}

const std::vector<std::string> nasty = {
    "capuchin", "=1+1",       "+a",    "-a",        "@a",    "'=a",       "''",
    "a,b",      "\"quoted\"", "a\"b",  "tab\there", "\ttab", "new\nline", "r\r",
    " spaced ", "Zaunkönig",  "a\\tb", "",          "\\",    "x\ty\tz",   "'"};

/// Recordings with difficult names and random detections with difficult labels, at whole
/// milliseconds.
std::vector<RecordingResult> nasty_results(unsigned seed) {
  std::mt19937 bits(seed);
  std::vector<RecordingResult> results;
  for (const char* name :
       {"a.wav", "=cmd.mp3", "b, \"c\".flac", "-d.wav", "quiet.wav", "ü e.ogg"}) {
    results.push_back(result(name, 200));
    if (results.back().name == "quiet.wav") continue;
    for (unsigned n = bits() % 6; n > 0; --n) {
      const double start = static_cast<double>(bits() % 100000) / 1000;
      results.back().detections.push_back({start, start + static_cast<double>(bits() % 9000) / 1000,
                                           nasty[bits() % nasty.size()],
                                           static_cast<double>(bits() % 1001) / 1000});
    }
  }
  return results;
}

enum class Keeps { everything, no_control_characters };

/// Compares `list` with the results that were written; some formats drop control characters.
void check_same(const EventList& list, const std::vector<RecordingResult>& results, Keeps keeps,
                bool scored = true) {
  std::size_t at = 0;
  for (const RecordingResult& r : results)
    for (const Detection& d : r.detections) {
      REQUIRE(at < list.events.size());
      const SoundEvent& event = list.events[at++];
      CAPTURE(r.name, d.label);
      CHECK(same_recording(event.recording, r.name));
      CHECK(event.start_s == Approx(d.start_s).margin(1e-6));
      CHECK(event.end_s == Approx(d.end_s).margin(1e-6));
      CHECK(event.label == (keeps == Keeps::everything ? d.label : one_line(d.label)));
      if (scored) CHECK(event.score == Approx(d.score).margin(1e-6));
    }
  CHECK(at == list.events.size());
}

}  // namespace

TEST_CASE("a config may name exactly the outputs in the table, and each of them writes files") {
  std::vector<std::string> names;
  for (const OutputFormat& format : output_formats()) names.push_back(format.name);
  CHECK(names == scan_output_names());
  CHECK(ScanConfig().outputs == scan_output_names());
  for (const std::string& name : names) {
    CAPTURE(name);
    const TemporaryFolder folder("output");
    write_outputs(folder.path(), report({result("a.wav", 10)}), {name});
    CHECK_FALSE(fs::is_empty(folder.path()));
  }
  const TemporaryFolder folder("output");
  CHECK_THROWS_AS(write_outputs(folder.path(), report({}), {"midi"}), Error);
}

TEST_CASE("the outputs of a scan leave the list of damaged clips of a run as it is") {
  const TemporaryFolder folder("output");
  const std::string clips = "path,reason\ncall/a.wav,call/a.wav: the file is empty\n";
  write_file(folder.file("bad_files.csv"), clips);
  write_outputs(folder.path(), report({result("a.wav", 10)}), scan_output_names());
  CHECK(read_file(folder.file("bad_files.csv")) == clips);
}

TEST_CASE("Raven selection tables for all recordings and for each") {
  const TemporaryFolder folder("raven");
  write_raven_tables(
      folder.path(),
      report({result("a.wav", 60, {{1.5, 4.25, "capuchin", 0.75}}), result("b.wav", 30),
              result("c.wav", 60, {{0, 3, "=x\ty", 1}, {10, 13, "capuchin", 0.5}})}));
  const std::string header =
      "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
      "Begin File\tFile Offset (s)\tLabel\tScore\n";
  CHECK(read_file(folder.file("detections.selections.txt")) ==
        header +
            "1\tSpectrogram 1\t1\t1.500000000\t4.250000000\t100.0\t5512.5\ta.wav\t1.500000000\t"
            "capuchin\t0.750000\n"
            "2\tSpectrogram 1\t1\t90.000000000\t93.000000000\t100.0\t5512.5\tc.wav\t0.000000000\t"
            "'=x y\t1.000000\n"
            "3\tSpectrogram 1\t1\t100.000000000\t103.000000000\t100.0\t5512.5\tc.wav\t"
            "10.000000000\tcapuchin\t0.500000\n");
  CHECK(read_file(folder.file("raven/b.Table.1.selections.txt")) == header);
  CHECK(read_file(folder.file("raven/c.Table.1.selections.txt")) ==
        header +
            "1\tSpectrogram 1\t1\t0.000000000\t3.000000000\t100.0\t5512.5\tc.wav\t0.000000000\t"
            "'=x y\t1.000000\n"
            "2\tSpectrogram 1\t1\t10.000000000\t13.000000000\t100.0\t5512.5\tc.wav\t"
            "10.000000000\tcapuchin\t0.500000\n");
}

TEST_CASE("Audacity label tracks") {
  const TemporaryFolder folder("audacity");
  write_audacity_labels(
      folder.path(),
      report(
          {result("a.wav", 60, {{1.5, 4.25, "two words", 0.75}, {86400.5, 86401, "capuchin", 1}}),
           result("b.wav", 30)}));
  CHECK(read_file(folder.file("labels/a.txt")) ==
        "1.500000\t4.250000\ttwo words\n86400.500000\t86401.000000\tcapuchin\n");
  CHECK(read_file(folder.file("labels/b.txt")).empty());
}

TEST_CASE("detections.json states how far a damaged recording was scanned") {
  const TemporaryFolder folder("json");
  RecordingResult damaged = result("b.wav", 12.5, {{1, 2, "capuchin", 0.9}});
  damaged.error = "forest/b.wav: declared 20 frames, decoded 10";
  write_detections_json(folder.file("d.json"), report({result("a.wav", 60), damaged}));
  const nlohmann::json json = nlohmann::json::parse(read_file(folder.file("d.json")));
  CHECK(json.at("high_hz") == 5512.5);
  const nlohmann::json& whole = json.at("recordings").at(0);
  CHECK(whole.at("partial") == false);
  CHECK(whole.at("calls").at("capuchin") == 0);
  CHECK(whole.at("detections").empty());
  const nlohmann::json& part = json.at("recordings").at(1);
  CHECK(part.at("partial") == true);
  CHECK(part.at("scanned_s") == 12.5);
  CHECK(part.at("reason") == damaged.error);
  CHECK(part.at("path") == "forest/b.wav");
  CHECK(part.at("calls").at("capuchin") == 1);
}

TEST_CASE("every output can be read back, whatever the labels") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const TemporaryFolder folder("roundtrip");
    const std::vector<RecordingResult> results = nasty_results(seed);
    write_outputs(folder.path(), report(results), scan_output_names());
    check_same(read_events(folder.file("detections.csv")), results, Keeps::everything);
    check_same(read_events(folder.file("detections.json")), results, Keeps::everything);
    check_same(read_events(folder.file("detections.selections.txt")), results,
               Keeps::no_control_characters);
    const std::vector<std::string> stems = file_stems(results);
    for (std::size_t i = 0; i < results.size(); ++i) {
      const std::vector<RecordingResult> one = {results[i]};
      check_same(read_events(folder.file("labels/" + stems[i] + ".txt")), one,
                 Keeps::no_control_characters, false);
      check_same(read_events(folder.file("raven/" + stems[i] + ".Table.1.selections.txt")), one,
                 Keeps::no_control_characters);
    }
    const std::vector<CsvRow> rows = csv_rows(read_file(folder.file("results.csv")), "results.csv");
    REQUIRE(rows.size() == results.size() + 1);
    for (std::size_t i = 0; i < results.size(); ++i)
      CHECK(unguarded(rows[i + 1].cells.at(0)) == results[i].name);
  }
}

TEST_CASE("no cell of a table is a spreadsheet formula") {
  const TemporaryFolder folder("formula");
  const std::vector<RecordingResult> results = nasty_results(3);
  write_outputs(folder.path(), report(results), scan_output_names());
  write_bad_recordings(folder.file("bad_files.csv"), results);
  for (const char* name : {"results.csv", "detections.csv", "bad_files.csv"})
    for (const CsvRow& row : csv_rows(read_file(folder.file(name)), name))
      for (const std::string& cell : row.cells)
        CHECK((cell.empty() || std::string("=+-@").find(cell[0]) == std::string::npos));
}

TEST_CASE("without recordings or calls, every file is written and can be read") {
  const TemporaryFolder folder("empty");
  write_outputs(folder.path(), report({}), scan_output_names());
  CHECK(read_events(folder.file("detections.csv")).events.empty());
  CHECK(read_events(folder.file("detections.json")).recordings.empty());
  CHECK(read_events(folder.file("detections.selections.txt")).events.empty());
  const std::vector<RecordingResult> quiet = {result("a.wav", 3), result("b.wav", 3)};
  write_outputs(folder.path(), report(quiet), scan_output_names());
  for (const char* name : {"detections.csv", "detections.json", "detections.selections.txt",
                           "labels/a.txt", "raven/b.Table.1.selections.txt"})
    check_same(read_events(folder.file(name)), {}, Keeps::everything);
}

TEST_CASE("the files of each recording get unique names") {
  const auto stems = [](const std::vector<std::string>& names) {
    std::vector<RecordingResult> results;
    for (const std::string& name : names) results.push_back(result(name, 1));
    return file_stems(results);
  };
  using Names = std::vector<std::string>;
  CHECK(stems({"a.wav", "b.wav"}) == Names{"a", "b"});
  CHECK(stems({"a.wav", "a.mp3"}) == Names{"a.wav", "a.mp3"});
  CHECK(stems({"n/a.wav", "s/a.wav", "b.wav"}) == Names{"n_a.wav", "s_a.wav", "b"});
  CHECK(stems({"n/a.wav", "n_a.wav"}) == Names{"a", "n_a"});
  CHECK(stems({"x/a.wav", "x_a.wav", "y/a.wav"}) == Names{"x_a.wav", "x_a", "y_a.wav"});
  const Names long_ones = stems({std::string(240, 'x') + "1.wav", std::string(240, 'x') + "2.wav"});
  CHECK(long_ones[0] != long_ones[1]);
  CHECK(long_ones[0].size() < 200);
}

TEST_CASE("detections below a score are removed") {
  std::vector<RecordingResult> results = {
      result("a.wav", 9, {{0, 1, "x", 0.5}, {2, 3, "x", 0.9}, {4, 5, "x", 0.7}})};
  CHECK(drop_below(results, 0.7) == 1);
  REQUIRE(results[0].detections.size() == 2);
  CHECK(results[0].detections[0].score == 0.9);
}
