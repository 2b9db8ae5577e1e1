// Which results of an earlier scan are reused.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "scan/journal.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// A folder with two "recordings" whose results are in a journal.
struct ScannedFolder {
  TemporaryFolder folder{"journal"};
  std::string a = folder.file("a \xFF.wav"), b = folder.file("b.wav");
  std::string file = folder.file("scan.journal.jsonl");

  ScannedFolder() {
    write_file(a, "sound");
    write_file(b, "more sound");
    ScanJournal journal(folder.path(), "model", "parameters", false);
    CHECK(journal.finished({a, b}).empty());
    RecordingResult first;
    first.path = a;
    first.seconds = 1.0 / 3;
    first.windows = 7;
    first.detections = {{0.1, 1e9 / 7, "l\xFE\"\t", 1 - 1e-16}, {3, 4, "owl", 0.25}};
    journal.add(first);
    RecordingResult second;
    second.path = b;
    second.seconds = 2;
    second.error = b + ": declared 20 frames, decoded 10";
    journal.add(second);
  }

  /// The number of results that are reused.
  std::size_t reused(const std::string& model = "model",
                     const std::string& parameters = "parameters", bool fresh = false) {
    return ScanJournal(folder.path(), model, parameters, fresh).finished({a, b}).size();
  }
};

}  // namespace

TEST_CASE("a journal returns exactly the results that were added") {
  ScannedFolder scanned;
  const auto finished = ScanJournal(scanned.folder.path(), "model", "parameters", false)
                            .finished({scanned.a, scanned.b});
  REQUIRE(finished.size() == 2);
  const RecordingResult& first = finished.at(scanned.a);
  CHECK(first.path == scanned.a);
  CHECK(first.seconds == 1.0 / 3);
  CHECK(first.windows == 7);
  REQUIRE(first.detections.size() == 2);
  CHECK(first.detections[0].end_s == 1e9 / 7);
  CHECK(first.detections[0].label == "l\xFE\"\t");
  CHECK(first.detections[0].score == 1 - 1e-16);
  CHECK(finished.at(scanned.b).error == scanned.b + ": declared 20 frames, decoded 10");
  CHECK(finished.at(scanned.b).partial());
}

TEST_CASE("another model, other parameters or a changed recording need a new scan") {
  ScannedFolder scanned;
  CHECK(scanned.reused() == 2);
  CHECK(scanned.reused("other") == 0);
  CHECK(scanned.reused("model", "other") == 0);
  fs::last_write_time(scanned.a, fs::last_write_time(scanned.a) + std::chrono::milliseconds(1));
  CHECK(scanned.reused() == 1);
  write_file(scanned.b, "sound of another length");
  CHECK(scanned.reused() == 0);
  fs::remove(scanned.a);
  CHECK(scanned.reused() == 0);
}

TEST_CASE("a truncated last line is ignored and does not damage the next one") {
  ScannedFolder scanned;
  const std::string whole = read_file(scanned.file);
  const std::size_t second = whole.find('\n') + 1;
  for (const std::size_t kept : {second + 1, second + 40, whole.size() - 1}) {
    write_file(scanned.file, whole.substr(0, kept));
    ScanJournal journal(scanned.folder.path(), "model", "parameters", false);
    CHECK(journal.finished({scanned.a, scanned.b}).size() == 1);
    RecordingResult again;
    again.path = scanned.b;
    again.seconds = 5;
    journal.add(again);
    CHECK(scanned.reused() == 2);
  }
  write_file(scanned.file, "not json\n{\"path\": 7}\n[]\n" + whole + std::string(100, '\0') + "\n");
  CHECK(scanned.reused() == 2);
  write_file(scanned.file, "{\"path\": \"" + scanned.b + "\"}\n");
  CHECK(scanned.reused() == 0);
}

TEST_CASE(
    "the newest line of a recording counts, unreadable recordings are tried again, fresh deletes "
    "all") {
  ScannedFolder scanned;
  {
    ScanJournal journal(scanned.folder.path(), "model", "parameters", false);
    journal.finished({scanned.a, scanned.b});
    RecordingResult unread;
    unread.path = scanned.a;
    unread.error = "gone";
    journal.add(unread);
  }
  CHECK(scanned.reused() == 1);
  CHECK(scanned.reused("model", "parameters", true) == 0);
  CHECK(scanned.reused() == 0);
}

TEST_CASE("a recording that changed during the scan is scanned again") {
  const TemporaryFolder folder("journal");
  const std::string path = folder.file("a.wav");
  write_file(path, "half");
  ScanJournal journal(folder.path(), "m", "p", false);
  journal.finished({path});
  write_file(path, "half and the rest");
  RecordingResult result;
  result.path = path;
  result.seconds = 1;
  journal.add(result);
  CHECK(ScanJournal(folder.path(), "m", "p", false).finished({path}).empty());
}
