// The exact contents of a scan's CSV files.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"
#include "base/files.h"
#include "scan/outputs.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;

namespace {

RecordingResult result(const std::string& name, const std::vector<Detection>& detections = {}) {
  RecordingResult made;
  made.path = "forest/" + name;
  made.name = name;
  made.detections = detections;
  return made;
}

Detection call(const std::string& label, double start_s = 0) {
  return {start_s, start_s + 3, label, 0.995};
}

}  // namespace

TEST_CASE("results.csv has a line per recording, with its number of calls") {
  const TemporaryFolder folder("writers");
  const std::string path = folder.file("results.csv");
  write_results_csv(path,
                    {result("a.mp3", {call("capuchin"), call("capuchin", 9)}), result("b.mp3"),
                     result("c.mp3", {call("capuchin")})},
                    {"capuchin"});
  CHECK(read_file(path) == "recording,capuchin_calls\na.mp3,2\nb.mp3,0\nc.mp3,1\n");
}

TEST_CASE("without recordings, results.csv has only its header") {
  const TemporaryFolder folder("writers");
  write_results_csv(folder.file("results.csv"), {}, {"capuchin"});
  CHECK(read_file(folder.file("results.csv")) == "recording,capuchin_calls\n");
}

TEST_CASE("results.csv lists the recordings of a folder in natural order") {
  const TemporaryFolder folder("writers");
  for (const char* name : {"recording_10.wav", "recording_00.wav", "recording_2.wav"})
    test::write_wav(folder.file(name), {0.0f, 0.5f});
  std::vector<RecordingResult> results;
  for (const std::string& path : list_recordings({folder.path()}))
    results.push_back(result(path.substr(folder.path().size() + 1)));
  write_results_csv(folder.file("results.csv"), results, {"capuchin"});
  CHECK(read_file(folder.file("results.csv")) ==
        "recording,capuchin_calls\nrecording_00.wav,0\nrecording_2.wav,0\nrecording_10.wav,0\n");
}

TEST_CASE("results.csv has a column per class and counts each label separately") {
  const TemporaryFolder folder("writers");
  const std::string path = folder.file("results.csv");
  write_results_csv(path, {result("a.wav", {call("owl"), call("frog"), call("owl")})},
                    {"frog", "owl", "rain"});
  CHECK(read_file(path) == "recording,frog_calls,owl_calls,rain_calls\na.wav,1,2,0\n");
}

TEST_CASE("a binary model counts its positive class, other models count all classes") {
  ModelInfo info;
  info.classes = {"other", "capuchin"};
  info.task = Task::binary;
  CHECK(counted_classes(info) == std::vector<std::string>{"capuchin"});
  info.task = Task::categorical;
  CHECK(counted_classes(info) == std::vector<std::string>{"other", "capuchin"});
}

TEST_CASE("names that would break a line are quoted") {
  const TemporaryFolder folder("writers");
  const std::string odd = "dawn, \"loud\".wav", label = "frog, green";
  const std::vector<RecordingResult> results = {result(odd, {call(label)})};
  write_results_csv(folder.file("results.csv"), results, {label});
  CHECK(read_file(folder.file("results.csv")) ==
        "recording,\"frog, green_calls\"\n\"dawn, \"\"loud\"\".wav\",1\n");
  write_detections_csv(folder.file("detections.csv"), results);
  CHECK(read_file(folder.file("detections.csv")) ==
        "recording,start_s,end_s,label,score\n"
        "\"dawn, \"\"loud\"\".wav\",0.000,3.000,\"frog, green\",0.995000\n");
}

TEST_CASE("without calls, detections.csv has only its header") {
  const TemporaryFolder folder("writers");
  const std::string path = folder.file("detections.csv"),
                    header = "recording,start_s,end_s,label,score\n";
  write_detections_csv(path, {});
  CHECK(read_file(path) == header);
  write_detections_csv(path, {result("a.wav"), result("b.wav")});
  CHECK(read_file(path) == header);
}

TEST_CASE("detections.csv has a line per call, in the order of the recordings") {
  const TemporaryFolder folder("writers");
  const std::string path = folder.file("detections.csv");
  write_detections_csv(path, {result("b.wav", {{3, 9.0625, "capuchin", 0.99999988},
                                               {86400.5, 86403.5, "capuchin", 0.990625}}),
                              result("a.wav", {{0, 0.0005, "other", 1}})});
  CHECK(read_file(path) ==
        "recording,start_s,end_s,label,score\n"
        "b.wav,3.000,9.062,capuchin,1.000000\n"
        "b.wav,86400.500,86403.500,capuchin,0.990625\n"
        "a.wav,0.000,0.001,other,1.000000\n");
}

TEST_CASE(
    "bad_files.csv lists the recordings that could not be read completely, and how far they were") {
  const TemporaryFolder folder("writers");
  RecordingResult bad = result("b.flac", {call("capuchin")}), unread = result("c.flac");
  bad.error = "forest/b.flac: declared 20 frames, decoded 10";
  bad.seconds = 12.5;
  unread.error = "forest/c.flac: the file is empty";
  write_bad_recordings(folder.file("bad_files.csv"), {result("a.wav"), bad, unread});
  CHECK(read_file(folder.file("bad_files.csv")) ==
        "path,reason\n"
        "forest/b.flac,\"partial, scanned up to 12.500 s: forest/b.flac: declared 20 frames, "
        "decoded 10\"\n"
        "forest/c.flac,forest/c.flac: the file is empty\n");
}

TEST_CASE("a file that cannot be written is a disk error") {
  const TemporaryFolder folder("writers");
  try {
    write_results_csv(folder.file("missing/results.csv"), {}, {"capuchin"});
    FAIL("no error although the folder does not exist");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::disk);
  }
}
