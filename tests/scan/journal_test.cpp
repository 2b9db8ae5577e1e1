// What a scan takes over from an earlier one, and what it does not.
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

/// A folder with two "recordings" whose results a journal has noted.
struct Noted {
  TemporaryFolder folder{"journal"};
  std::string a = folder.file("a \xFF.wav"), b = folder.file("b.wav");
  std::string file = folder.file("scan.journal.jsonl");

  Noted() {
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

  std::size_t taken(const std::string& model = "model",
                    const std::string& parameters = "parameters", bool fresh = false) {
    return ScanJournal(folder.path(), model, parameters, fresh).finished({a, b}).size();
  }
};

}  // namespace

TEST_CASE("a journal gives back what was noted, to the bit") {
  Noted noted;
  const auto finished =
      ScanJournal(noted.folder.path(), "model", "parameters", false).finished({noted.a, noted.b});
  REQUIRE(finished.size() == 2);
  const RecordingResult& first = finished.at(noted.a);
  CHECK(first.path == noted.a);
  CHECK(first.seconds == 1.0 / 3);
  CHECK(first.windows == 7);
  REQUIRE(first.detections.size() == 2);
  CHECK(first.detections[0].end_s == 1e9 / 7);
  CHECK(first.detections[0].label == "l\xFE\"\t");
  CHECK(first.detections[0].score == 1 - 1e-16);
  CHECK(finished.at(noted.b).error == noted.b + ": declared 20 frames, decoded 10");
  CHECK(finished.at(noted.b).partial());
}

TEST_CASE("another model, other parameters or a changed recording are scanned again") {
  Noted noted;
  CHECK(noted.taken() == 2);
  CHECK(noted.taken("other") == 0);
  CHECK(noted.taken("model", "other") == 0);
  fs::last_write_time(noted.a, fs::last_write_time(noted.a) + std::chrono::milliseconds(1));
  CHECK(noted.taken() == 1);
  write_file(noted.b, "sound of another length");
  CHECK(noted.taken() == 0);
  fs::remove(noted.a);
  CHECK(noted.taken() == 0);
}

TEST_CASE("a torn last line is ignored and does not spoil the next one") {
  Noted noted;
  const std::string whole = read_file(noted.file);
  const std::size_t second = whole.find('\n') + 1;
  for (const std::size_t kept : {second + 1, second + 40, whole.size() - 1}) {
    write_file(noted.file, whole.substr(0, kept));
    ScanJournal journal(noted.folder.path(), "model", "parameters", false);
    CHECK(journal.finished({noted.a, noted.b}).size() == 1);
    RecordingResult again;
    again.path = noted.b;
    again.seconds = 5;
    journal.add(again);
    CHECK(noted.taken() == 2);
  }
  write_file(noted.file, "not json\n{\"path\": 7}\n[]\n" + whole + std::string(100, '\0') + "\n");
  CHECK(noted.taken() == 2);
  write_file(noted.file, "{\"path\": \"" + noted.b + "\"}\n");
  CHECK(noted.taken() == 0);
}

TEST_CASE(
    "the newest line of a recording counts, one without sound is tried again, fresh forgets") {
  Noted noted;
  {
    ScanJournal journal(noted.folder.path(), "model", "parameters", false);
    journal.finished({noted.a, noted.b});
    RecordingResult unread;
    unread.path = noted.a;
    unread.error = "gone";
    journal.add(unread);
  }
  CHECK(noted.taken() == 1);
  CHECK(noted.taken("model", "parameters", true) == 0);
  CHECK(noted.taken() == 0);
}

TEST_CASE("a recording that was written to during the scan is scanned again") {
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
