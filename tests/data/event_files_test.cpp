// Event files of every format, and the malformed ones that are refused.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/event_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;

namespace {

using Names = std::vector<std::string>;

template <class Reader>
std::string refusal(Reader reader, const std::string& text) {
  try {
    reader(text, "t.txt");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  }
  return "read";
}

void check_event(const SoundEvent& event, const std::string& recording, double start_s,
                 double end_s, const std::string& label, double score = 1) {
  CHECK(event.recording == recording);
  CHECK(event.start_s == start_s);
  CHECK(event.end_s == end_s);
  CHECK(event.label == label);
  CHECK(event.score == score);
}

}  // namespace

TEST_CASE("CSV events: columns in any order, recordings without events, guarded cells") {
  const EventList list = read_event_csv(
      "\xEF\xBB\xBFlabel,end_s,recording,start_s,observer\r\n"
      "'=frog,2.5,\"a, b.wav\",1,me\r\n"
      ",,quiet.wav,,me\r\n"
      "owl,3,'-c.wav,3,me\r\n",
      "t.csv");
  REQUIRE(list.events.size() == 2);
  check_event(list.events[0], "a, b.wav", 1, 2.5, "=frog");
  check_event(list.events[1], "-c.wav", 3, 3, "owl");
  CHECK(list.recordings == Names{"a, b.wav", "quiet.wav", "-c.wav"});
  CHECK(list.labelled);
  CHECK_FALSE(read_event_csv("recording,start_s,end_s\na,1,2\n", "t.csv").labelled);
}

TEST_CASE("all malformed CSV events are reported with their lines") {
  CHECK(
      refusal(read_event_csv, "") ==
      "t.txt:1: the file is empty; its first line must name the columns: recording,start_s,end_s");
  CHECK(refusal(read_event_csv, "recording,start,end_s\n") ==
        "t.txt:1: column 'start_s' is missing");
  CHECK(refusal(read_event_csv, "recording,start_s,end_s,end_s\n") ==
        "t.txt:1: column 'end_s' is listed twice");
  CHECK(refusal(read_event_csv,
                "recording,start_s,end_s\na,1\nb,x,2\nc,-1,2\nd,3,2\n,1,2\n"
                "e,1,\ng,nan,2\nh,1,2s\n") ==
        "t.txt:2: expected 3 cells, got 2\n"
        "t.txt:3: column start_s: expected a number of seconds >= 0, got \"x\"\n"
        "t.txt:4: column start_s: expected a number of seconds >= 0, got \"-1\"\n"
        "t.txt:5: column end_s: the event ends (2) before it starts (3)\n"
        "t.txt:6: column recording: the recording is empty\n"
        "t.txt:7: column end_s: expected a number of seconds >= 0, got \"\"\n"
        "t.txt:8: column start_s: expected a number of seconds >= 0, got \"nan\"\n"
        "t.txt:9: column end_s: expected a number of seconds >= 0, got \"2s\"");
  std::string many = "recording,start_s,end_s\n";
  for (int i = 0; i < 25; ++i) many += "a,x,y\n";
  CHECK(refusal(read_event_csv, many).ends_with("\n... and 5 more"));
}

TEST_CASE(
    "a Raven table of one file: views of a selection count once, the recording is the file's "
    "name") {
  const std::string text =
      "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
      "Species\n"
      "1\tWaveform 1\t1\t1.500000000\t2.000000000\t0.0\t8000.0\towl\n"
      "1\tSpectrogram 1\t1\t1.500000000\t2.000000000\t0.0\t8000.0\towl\n"
      "2\tSpectrogram 1\t1\t1.500000000\t4.000000000\t0.0\t8000.0\t\n";
  const EventList list = read_raven_table(text, "x/dawn.Table.1.selections.txt");
  REQUIRE(list.events.size() == 2);
  check_event(list.events[0], "dawn", 1.5, 2, "owl");
  check_event(list.events[1], "dawn", 1.5, 4, "");
  CHECK(read_raven_table(text, "dawn.wav.txt").recordings == Names{"dawn.wav"});
  CHECK(read_raven_table(text, "dawn.selections.txt").recordings == Names{"dawn"});
}

TEST_CASE("a Raven table of several files: File Offset is used") {
  const EventList list = read_raven_table(
      "Selection\tBegin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\tLabel\tScore\n"
      "1\t1\t2.5\ta.wav\t1\tcall\t0.25\n"
      "2\t61\t62.5\tb.wav\t1\tcall\t0.5\n",
      "all.txt");
  REQUIRE(list.events.size() == 2);
  check_event(list.events[0], "a.wav", 1, 2.5, "call", 0.25);
  check_event(list.events[1], "b.wav", 1, 2.5, "call", 0.5);
  CHECK(list.recordings == Names{"a.wav", "b.wav"});
}

TEST_CASE("malformed Raven tables") {
  CHECK(refusal(read_raven_table, "Selection\tBegin Time (s)\n") ==
        "t.txt:1: column 'End Time (s)' is missing; the first line of a selection table must name "
        "its columns");
  const std::string header = "Begin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\n";
  CHECK(refusal(read_raven_table, header + "1\t2\ta.wav\n") == "t.txt:2: expected 4 cells, got 3");
  CHECK(refusal(read_raven_table, header + "1,5\t2\ta.wav\t1\n") ==
        "t.txt:2: column Begin Time (s): expected a number of seconds >= 0, got \"1,5\"");
  CHECK(refusal(read_raven_table, header + "1\t2\t\t1\n") ==
        "t.txt:2: column Begin File: the file name is empty");
  CHECK(refusal(read_raven_table, header + "1\t2\ta.wav\tx\n") ==
        "t.txt:2: column File Offset (s): expected a number of seconds >= 0, got \"x\"");
}

TEST_CASE("an Audacity label track") {
  const EventList list = read_audacity_labels(
      "0.500000\t1.250000\tcall\r\n\\\t300.0\t900.0\r\n2\t2\t\r\n3\t4\r\n", "labels/dawn.txt");
  REQUIRE(list.events.size() == 3);
  check_event(list.events[0], "dawn", 0.5, 1.25, "call");
  check_event(list.events[1], "dawn", 2, 2, "");
  check_event(list.events[2], "dawn", 3, 4, "");
  CHECK(read_audacity_labels("", "labels/dawn.txt").recordings == Names{"dawn"});
  CHECK(refusal(read_audacity_labels, "1\t2\tx\n5\n") ==
        "t.txt:2: expected start, end and label separated by tabs, got 1 cell");
  CHECK(refusal(read_audacity_labels, "1\t0\tx\n") ==
        "t.txt:1: end: the event ends (0) before it starts (1)");
}

TEST_CASE("the format is recognised by the content") {
  const TemporaryFolder folder("events");
  const auto label_of = [&](const std::string& name, const std::string& text) {
    write_file(folder.file(name), text);
    return read_events(folder.file(name)).events.at(0).label;
  };
  CHECK(label_of("a.txt", "recording,start_s,end_s,label\nx,1,2,csv\n") == "csv");
  CHECK(label_of("b.csv", "Begin Time (s)\tEnd Time (s)\tLabel\n1\t2\traven\n") == "raven");
  CHECK(label_of("c.csv", "1\t2\taudacity\n") == "audacity");
  CHECK(label_of("d.csv",
                 R"({"recordings": [{"recording": "x", "detections": [
                     {"start_s": 1, "end_s": 2, "label": "json", "score": 1}]}]})") == "json");
  write_file(folder.file("e.txt"), "");
  CHECK(read_events(folder.file("e.txt")).recordings == Names{"e"});
  write_file(folder.file("f.csv"), "");
  CHECK_THROWS_AS(read_events(folder.file("f.csv")), Error);
  CHECK_THROWS_AS(read_events(folder.file("none.csv")), Error);
  write_file(folder.file("g.json"), "{\"recordings\": 7}");
  CHECK_THROWS_AS(read_events(folder.file("g.json")), Error);
}

TEST_CASE("a folder is read as its files, in natural order, or as its detections.csv") {
  const TemporaryFolder folder("event-folder");
  CHECK_THROWS_AS(read_events(folder.path()), Error);
  write_file(folder.file("r10.txt"), "1\t2\tb\n");
  write_file(folder.file("r9.txt"), "1\t2\ta\n");
  write_file(folder.file("notes.md"), "not events");
  const EventList list = read_events(folder.path());
  CHECK(list.recordings == Names{"r9", "r10"});
  CHECK(list.events.size() == 2);
  write_file(folder.file("detections.csv"), "recording,start_s,end_s\nz,1,2\n");
  CHECK(read_events(folder.path()).recordings == Names{"z"});
}

TEST_CASE("names of the same recording") {
  CHECK(same_recording("a.wav", "a.wav"));
  CHECK(same_recording("a.wav", "a"));
  CHECK(same_recording("forest/a.mp3", "a"));
  CHECK(same_recording("x/forest/a.mp3", "forest/a.mp3"));
  CHECK_FALSE(same_recording("a.wav", "b.wav"));
  CHECK_FALSE(same_recording("a.wav", "a.mp3"));
  CHECK_FALSE(same_recording("north/a.wav", "south/a.wav"));
  CHECK(recording_stem("forest/a.b.WAV") == "a.b");
  CHECK(recording_stem("a.2") == "a.2");
}
