// `trainer scan` and the scoring of its detections, tested with the program itself: the files that
// it writes, interruption and continuation, and damaged recordings.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "data/event_files.h"
#include "support/places.h"
#include "support/program.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"

extern char** environ;

using namespace canopy;
using namespace canopy::test;
namespace fs = std::filesystem;

namespace {

/// A folder with a trained model and its recordings.
struct Trained {
  TemporaryFolder folder{"scan-program"};
  std::string model = folder.file("results/tiny"), recordings = folder.file("data/long");

  Trained() {
    const std::string config = write_tiny_run(folder.path(), 4);
    REQUIRE(run_trainer({"--config", config, "--device", "cpu", "--threads", "1"}).code == 0);
  }

  std::vector<std::string> words(const std::string& out,
                                 const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {"scan",     "--model", model,       "--out", folder.file(out),
                                    "--device", "cpu",     "--threads", "1"};
    all.insert(all.end(), more.begin(), more.end());
    all.push_back(recordings);
    return all;
  }

  ProgramRun scan(const std::string& out, const std::vector<std::string>& more = {}) const {
    const ProgramRun run = run_trainer(words(out, more));
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    return run;
  }

  /// Adds longer recordings of different lengths, so that some batches of windows contain the end
  /// of one recording and the beginning of the next.
  void add_recordings(int count) const {
    for (int k = 0; k < count; ++k) {
      std::vector<float> samples;
      const int n = 16000 * 10 + 1234 * k;
      for (int i = 0; i < n; ++i) {
        const bool call = i / 8000 % 5 == k % 5;
        samples.push_back(call ? static_cast<float>(i * (700 + 20 * (k % 7)) % 16000) / 16000 - 0.5f
                               : static_cast<float>(i * 7919 % 1000) / 5000);
      }
      write_wav(recordings + "/more " + std::to_string(k) + ".wav", samples);
    }
  }
};

/// Name and content of every file in the folder except the journal.
std::map<std::string, std::string> files_in(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "scan.journal.jsonl")
      files[fs::relative(entry.path(), folder).string()] = read_file(entry.path().string());
  return files;
}

std::size_t lines_in(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return 0;
  const std::string text = read_file(path);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Starts the program, waits for `lines` lines in the journal and sends the signal. Returns the
/// exit status.
int stop_when(const std::vector<std::string>& arguments, const std::string& journal,
              std::size_t lines, int signal) {
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), program("trainer"));
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t pid = 0;
  REQUIRE(posix_spawn(&pid, words[0].c_str(), nullptr, nullptr, pointers.data(), environ) == 0);
  int status = 0;
  while (lines_in(journal) < lines && waitpid(pid, &status, WNOHANG) == 0)
    std::this_thread::yield();
  kill(pid, signal);
  waitpid(pid, &status, 0);
  return status;
}

const std::vector<std::string> slow = {"--step-s", "0.004", "--threshold", "0.5"};

}  // namespace

TEST_CASE("a scan writes every output, and they agree with each other") {
  const Trained trained;
  const ProgramRun run = trained.scan("out");
  const std::string out = trained.folder.file("out");
  CHECK(run.out == out + "/results.csv\n");
  CHECK(read_file(out + "/results.csv") == "recording,call_calls\nrec 9.wav,1\nrec 10.wav,0\n");
  CHECK(read_file(out + "/bad_files.csv") == "path,reason\n");
  for (const char* name : {"detections.csv", "detections.json", "detections.selections.txt",
                           "labels", "raven/rec 9.Table.1.selections.txt"}) {
    CAPTURE(name);
    const EventList found = read_events(out + "/" + name);
    REQUIRE(found.events.size() == 1);
    CHECK(found.events[0].label == "call");
    CHECK(found.events[0].start_s == 1);
  }
  CHECK(lines_in(out + "/scan.journal.jsonl") == 2);
  // the scan at the end of the run wrote the same files
  for (const char* name : {"detections.csv", "labels/rec 9.txt", "detections.selections.txt"})
    CHECK(read_file(trained.model + "/" + name) == read_file(out + "/" + name));
}

TEST_CASE(
    "option --outputs selects files, --min-score discards calls, --export-clips exports clips") {
  const Trained trained;
  const ProgramRun run = trained.scan(
      "out", {"--outputs", "json,audacity", "--export-clips", "3", "--context-s", "0"});
  const std::string out = trained.folder.file("out");
  CHECK(run.out == out + "\n");
  CHECK_FALSE(fs::exists(out + "/results.csv"));
  CHECK_FALSE(fs::exists(out + "/raven"));
  CHECK(fs::exists(out + "/labels/rec 9.txt"));
  CHECK(lines_in(out + "/clips/clips.csv") == 2);
  CHECK(std::count_if(
            fs::directory_iterator(out + "/clips"), fs::directory_iterator(),
            [](const fs::directory_entry& e) { return e.path().extension() == ".flac"; }) == 1);
  const ProgramRun none = trained.scan("none", {"--min-score", "1"});
  CHECK(none.err.find("--min-score discarded 1 call\n") != std::string::npos);
  CHECK(read_file(trained.folder.file("none/results.csv")) ==
        "recording,call_calls\nrec 9.wav,0\nrec 10.wav,0\n");
  CHECK(read_events(trained.folder.file("none/detections.csv")).events.empty());
}

TEST_CASE("a scan that was killed or interrupted continues and writes the same bytes") {
  const Trained trained;
  trained.add_recordings(12);
  trained.scan("whole", slow);
  const auto whole = files_in(trained.folder.file("whole"));
  CHECK(read_events(trained.folder.file("whole")).events.size() > 5);

  const std::string out = trained.folder.file("out"), journal = out + "/scan.journal.jsonl";
  const int killed = stop_when(trained.words("out", slow), journal, 3, SIGKILL);
  REQUIRE(WIFSIGNALED(killed));  // it was still running
  CHECK_FALSE(fs::exists(out + "/results.csv"));
  const std::size_t before = lines_in(journal);
  // a line that was only partly written
  append_file(journal, "{\"path\": \"torn");
  const int interrupted = stop_when(trained.words("out", slow), journal, before + 2, SIGINT);
  REQUIRE(WIFEXITED(interrupted));
  CHECK(WEXITSTATUS(interrupted) == 130);
  CHECK_FALSE(fs::exists(out + "/results.csv"));
  const std::size_t done = lines_in(journal);
  REQUIRE(done < 14);

  const ProgramRun rest = trained.scan("out", slow);
  CHECK(rest.err.find(std::to_string(done) + " of 14 recordings already scanned") !=
        std::string::npos);
  CHECK(lines_in(journal) == 14);
  CHECK(files_in(out) == whole);

  // Again: nothing is left to scan. With other parameters or --fresh everything is scanned.
  CHECK(trained.scan("out", slow).err.find("14 of 14 recordings already scanned") !=
        std::string::npos);
  CHECK(trained.scan("out", {"--step-s", "1"}).err.find("already scanned") == std::string::npos);
  std::vector<std::string> fresh = {"--step-s", "1", "--fresh"};
  CHECK(trained.scan("out", fresh).err.find("already scanned") == std::string::npos);
}

TEST_CASE("option --resume continues the scan of a run that was killed") {
  const Trained trained;
  trained.add_recordings(12);
  std::vector<std::string> words = {"--config",  trained.folder.file("config.json"),
                                    "--device",  "cpu",
                                    "--threads", "1",
                                    "--set",     "/scan/step_s=0.004"};
  REQUIRE(run_trainer(words).code == 0);
  const std::string journal = trained.model + "/scan.journal.jsonl";
  const auto results = [&] {
    auto files = files_in(trained.model);
    std::erase_if(files, [](const auto& file) {
      return !file.first.starts_with("detections") && !file.first.starts_with("labels") &&
             !file.first.starts_with("raven") && file.first != "results.csv";
    });
    return files;
  };
  const auto whole = results();
  CHECK(whole.size() == 4 + 14 + 14);
  fs::remove_all(trained.model);
  REQUIRE(WIFSIGNALED(stop_when(words, journal, 3, SIGKILL)));
  words.push_back("--resume");
  const ProgramRun rest = run_trainer(words);
  CAPTURE(rest.err);
  REQUIRE(rest.code == 0);
  CHECK(rest.err.find("of 14 recordings already scanned") != std::string::npos);
  CHECK(results() == whole);
}

TEST_CASE("a damaged recording is scanned up to the damage and marked partial") {
  const Trained trained;
  const std::string damaged = trained.recordings + "/rec 9.wav";
  fs::resize_file(damaged, 44 + 2 * 8000 * 5);  // of 3 s; the call ends at 1.5 s
  write_file(trained.recordings + "/rec 1.wav", "RIFF of nothing");
  const ProgramRun run = trained.scan("out");
  const std::string out = trained.folder.file("out");
  CHECK(run.err.find("; 2 damaged, see " + out + "/bad_files.csv") != std::string::npos);
  CHECK(read_file(out + "/results.csv") ==
        "recording,call_calls\nrec 1.wav,0\nrec 9.wav,1\nrec 10.wav,0\n");
  CHECK(read_file(out + "/bad_files.csv").find("\"partial, scanned up to 2.500 s: ") !=
        std::string::npos);
  const nlohmann::json json = nlohmann::json::parse(read_file(out + "/detections.json"));
  CHECK(json.at("recordings").at(0).at("partial") == true);
  CHECK(json.at("recordings").at(0).at("scanned_s") == 0);
  CHECK(json.at("recordings").at(1).at("partial") == true);
  CHECK(json.at("recordings").at(1).at("scanned_s") == 2.5);
  CHECK(json.at("recordings").at(2).at("partial") == false);
  // it is still partial when it is read from the journal
  const auto first = files_in(out);
  const ProgramRun again = trained.scan("out");
  CHECK(again.err.find("already scanned, but only in part: ") != std::string::npos);
  CHECK(files_in(out) == first);
}

TEST_CASE("detected calls are compared with true ones") {
  const Trained trained;
  trained.scan("out");
  const std::string truth = trained.folder.file("truth.csv");
  write_file(truth, "recording,start_s,end_s\nrec 9,1.0,1.5\nrec 10,,\n");
  const ProgramRun text = run_trainer({"evaluate", "--detections", trained.folder.file("out"),
                                       "--truth", truth, "--out", trained.folder.file("scores")});
  CAPTURE(text.err);
  REQUIRE(text.code == 0);
  CHECK(text.out.find("rec 9           1       1        1        1\n") != std::string::npos);
  CHECK(read_file(trained.folder.file("scores/event_scores.csv")) ==
        "recording,true,found,matched_overlap,matched_onset\nrec 9,1,1,1,1\nrec 10,0,0,0,0\n");
  for (const char* found : {"out/detections.csv", "out/detections.selections.txt", "out/labels",
                            "out/raven", "out/detections.json"}) {
    CAPTURE(found);
    const ProgramRun json = run_trainer(
        {"evaluate", "--json", "--detections", trained.folder.file(found), "--truth", truth});
    REQUIRE(json.code == 0);
    const nlohmann::json scores = nlohmann::json::parse(json.out);
    CHECK(scores.at("overlap").at("f1") == 1.0);
    CHECK(scores.at("onset").at("recall") == 1.0);
    CHECK(scores.at("count").at("exact_share") == 1.0);
  }
}

TEST_CASE("errors in event files give the file and the line") {
  const TemporaryFolder folder("bad-events");
  const auto check_error = [&](const std::string& text, int code, const std::string& line) {
    write_file(folder.file("truth.csv"), text);
    write_file(folder.file("found.csv"), "recording,start_s,end_s\n");
    const ProgramRun run = run_trainer({"evaluate", "--detections", folder.file("found.csv"),
                                        "--truth", folder.file("truth.csv")});
    CHECK(run.code == code);
    CHECK(run.err.find(line) != std::string::npos);
    CHECK(run.out.empty());
  };
  check_error("recording,start_s,end_s\na,1,2\nb,x,3\n", 3,
          "truth.csv:3: column start_s: expected a number of seconds >= 0, got \"x\"");
  check_error("recording,start_s\na,1\n", 3, "truth.csv:1: column 'end_s' is missing");
  check_error("recording,start_s,end_s\n", 3, "error[data]: the truth has no recordings");
  const ProgramRun truth_only = run_trainer({"evaluate", "--truth", folder.file("truth.csv")});
  CHECK(truth_only.code == 2);
  CHECK(truth_only.err.find("--detections and --truth must be given together") != std::string::npos);
  const ProgramRun neither = run_trainer({"evaluate"});
  CHECK(neither.code == 2);
  CHECK(neither.err.find("expected --model, or --detections and --truth") != std::string::npos);
  const ProgramRun output =
      run_trainer({"scan", "--model", folder.path(), "--outputs", "midi", folder.path()});
  CHECK(output.code == 2);
}
