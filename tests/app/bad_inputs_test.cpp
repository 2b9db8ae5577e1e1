// What the program prints and its exit code for every mistake that a user can make.
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <limits>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "support/program.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"

using namespace canopy;
using namespace canopy::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* usage = "; see trainer --help";

/// Replaces DIR by the folder of the test case and CONFIG by its config file.
std::string substituted(std::string text, const std::string& folder) {
  const std::pair<std::string, std::string> names[] = {{"CONFIG", folder + "/config.json"},
                                                       {"DIR", folder}};
  for (const auto& [name, value] : names)
    for (std::size_t at; (at = text.find(name)) != std::string::npos;)
      text.replace(at, name.size(), value);
  return text;
}

struct BadInput {
  std::string what;
  std::vector<std::string> arguments;
  int code;
  std::vector<std::string> lines;  // beginnings of lines on standard error
  std::function<void(const std::string& folder)> prepare = {};
};

std::function<void(const std::string&)> config_is(const std::string& text) {
  return [text](const std::string& folder) { write_file(folder + "/config.json", text); };
}

std::function<void(const std::string&)> clip_is(const std::string& bytes) {
  return
      [bytes](const std::string& folder) { write_file(folder + "/data/call/call0-0.wav", bytes); };
}

void cut_clip(const std::string& folder) {
  fs::resize_file(folder + "/data/call/call0-0.wav", 8044);
}

void not_a_number_clip(const std::string& folder) {
  std::vector<float> samples(100, 0.25f);
  samples[7] = std::numeric_limits<float>::quiet_NaN();
  write_float_wav(folder + "/data/call/call0-0.wav", samples, 16000);
}

void fifo_clip(const std::string& folder) {
  fs::remove(folder + "/data/call/call0-0.wav");
  REQUIRE(mkfifo((folder + "/data/call/call0-0.wav").c_str(), 0600) == 0);
}

void trained(const std::string& folder) {
  REQUIRE(run_trainer({"--config", folder + "/config.json", "--device", "cpu"}).code == 0);
}

void half_a_model(const std::string& folder) {
  trained(folder);
  const std::string model = folder + "/results/tiny/model.safetensors";
  fs::resize_file(model, fs::file_size(model) / 2);
}

/// The errors when one of the 36 clips is damaged, which is more than 1 %.
std::vector<std::string> damaged(const std::string& reason) {
  return {"error[data]: 1 of 36 clips are damaged, more than 1 %; repair or remove them",
          "error[data]: call/call0-0.wav: " + reason};
}

const std::vector<std::string> plain = {"--config", "CONFIG", "--device", "cpu"};

std::vector<std::string> with(const std::string& setting) {
  std::vector<std::string> words = plain;
  words.insert(words.end(), {"--set", setting});
  return words;
}

std::vector<BadInput> bad_command_lines() {
  return {
      {"no arguments",
       {},
       2,
       {std::string("error[usage]: expected --config FILE or a subcommand") + usage}},
      {"an unknown option",
       {"--confg", "CONFIG"},
       2,
       {"error[usage]: The following arguments were not expected: CONFIG --confg"}},
      {"an unknown subcommand",
       {"scann"},
       2,
       {std::string("error[usage]: The following argument was not expected: scann") + usage}},
      {"--set without a value",
       with("/train/epochs"),
       2,
       {"error[usage]: --set: expected /pointer=value, got /train/epochs"}},
      {"an unknown device",
       {"--config", "CONFIG", "--device", "gpu"},
       2,
       {"error[usage]: --device: expected auto, cpu, cuda or cuda:N, got gpu"}},
      {"a negative number of threads",
       {"--config", "CONFIG", "--threads", "-1"},
       2,
       {std::string("error[usage]: --threads: Value -1 not in range")}},
      {"an option before the subcommand",
       {"--device", "cpu", "info"},
       2,
       {std::string("error[usage]: --device must come after the subcommand info") + usage}},
      {"a scan without a model",
       {"scan", "DIR/data/long"},
       2,
       {std::string("error[usage]: --model is required") + usage}},
      {"an unknown part",
       {"evaluate", "--model", "DIR", "--part", "half"},
       2,
       {std::string("error[usage]: --part: half not in {all,train,validation,test}") + usage}},
      {"a threshold above 1",
       {"scan", "--model", "DIR", "--threshold", "1.5", "DIR"},
       2,
       {std::string("error[usage]: --threshold: Value 1.5 not in range")}},
  };
}

std::vector<BadInput> bad_configs() {
  return {
      {"a missing config",
       {"--config", "DIR/none.json"},
       2,
       {"error[config]: DIR/none.json: cannot be read: no such file"}},
      {"a folder as config", {"--config", "DIR"}, 2, {"error[config]: DIR: cannot be read"}},
      {"an empty config",
       plain,
       2,
       {"error[config]: CONFIG:1:1: syntax error while parsing value - unexpected end of input; "
        "expected '[', '{', or a literal"},
       config_is("")},
      {"two errors at once",
       plain,
       2,
       {"error[config]: /train/epochs: expected an integer >= 1, got -1",
        "error[config]: /train/sead: unknown key; did you mean seed?"},
       config_is(R"({"data": {"classes": {"a": "a", "b": "b"}}, "model": {"layers": [
                  {"type": "flatten"}]}, "train": {"epochs": -1, "sead": 1}})")},
      {"a duplicate key",
       plain,
       2,
       {"error[config]: /train/epochs: duplicate key; remove all but one"},
       config_is(R"({"train": {"epochs": 1, "epochs": 2}})")},
      {"a fraction instead of an integer",
       with("/train/epochs=3.9"),
       2,
       {"error[config]: /train/epochs: expected an integer >= 1, got 3.9"}},
      {"an unknown and a repeated output of a scan",
       with("/scan/outputs=[\"raven\", \"midi\", \"raven\"]"),
       2,
       {"error[config]: /scan/outputs/1: expected one of \"results\", \"detections\", \"raven\", "
        "\"audacity\", \"json\", got \"midi\"",
        "error[config]: /scan/outputs/2: is listed twice"}},
      {"a number that is too large",
       with("/train/seed=4294967297"),
       2,
       {"error[config]: /train/seed: expected an integer from 0 to 4294967295, got 4294967297"}},
      {"a window larger than the image",
       with("/model/layers/0={\"type\":\"conv2d\",\"filters\":2,\"kernel\":[99,3]}"),
       2,
       {}},
      {"deep nesting",
       plain,
       2,
       {"error[config]: CONFIG: /0/0/0"},
       config_is(std::string(100, '[') + std::string(100, ']'))},
  };
}

std::vector<BadInput> bad_data() {
  return {
      {"a missing data root",
       with("/data/root=DIR/none"),
       3,
       {"error[data]: DIR/none/call: no such folder; correct data.root or data.classes in the "
        "config"}},
      {"a class without clips",
       plain,
       3,
       {"error[data]: class other has no clips under DIR/data"},
       [](const std::string& folder) {
         fs::remove_all(folder + "/data/other");
         make_folders(folder + "/data/other");
       }},
      {"an unknown group",
       with("/data/exclude_groups=[\"XC1\"]"),
       3,
       {"error[data]: data.exclude_groups: no clip belongs to the group 'XC1'; by default a group "
        "is the file name without extension and -N"}},
      {"a missing manifest",
       {"--config", "CONFIG", "--set", "/data/manifest=none.csv", "--set", "/data/classes={}"},
       3,
       {"error[data]: none.csv: cannot be read: no such file"}},
      {"too few sources for a split",
       plain,
       3,
       {"error[data]: the split leaves no clip of class call for testing: too few source "
        "recordings; change data.split (kind, train or seed)"},
       [](const std::string& folder) {
         for (const auto& file : fs::directory_iterator(folder + "/data/call"))
           if (!file.path().filename().string().starts_with("call0")) fs::remove(file.path());
       }},
      {"an empty clip", plain, 3, damaged("the file is empty"), clip_is("")},
      {"a text file as a clip", plain, 3, damaged("is not audio in a format that can be read here"),
       clip_is("This is not sound, whatever its name says.\n")},
      {"a truncated clip", plain, 3, damaged("declared 7131 frames, decoded 4000"), cut_clip},
      {"a clip with a NaN sample", plain, 3, damaged("frame 7 is not a number (NaN)"),
       not_a_number_clip},
      {"a clip that is a pipe", plain, 3, damaged("is a pipe or a device, not a regular file"),
       fifo_clip},
      {"a clip below 1 kHz", plain, 3,
       damaged("has a sample rate of 50 Hz; 1000 to 768000 can be read"),
       [](const std::string& folder) {
         write_wav(folder + "/data/call/call0-0.wav", std::vector<float>(100), 50);
       }},
      {"a channel that the clips do not have",
       with("/features/mono={\"channel\":1}"),
       3,
       {"error[data]: 36 of 36 clips are damaged, more than 1 %; repair or remove them",
        "error[data]: call/call0-0.wav: has 1 channel, but channel 1 (counted from 0) is "
        "requested"}},
      {"a channel that the recordings do not have",
       with("/scan/mono={\"channel\":1}"),
       3,
       {"error[data]: no recording could be read; see DIR/results/tiny/bad_files.csv (the "
        "model is saved)"}},
      {"a missing folder to scan",
       with("/scan/recordings=none"),
       3,
       {"error[data]: DIR/data/none: no such recording or folder"}},
      {"a missing model",
       {"scan", "--model", "DIR/none", "DIR/data/long"},
       3,
       {"error[data]: DIR/none: contains no model; expected a run folder with model.safetensors in "
        "it, or that file"}},
      {"a missing recording",
       {"scan", "--model", "DIR", "DIR/none.wav"},
       3,
       {"error[data]: DIR/none.wav: no such recording or folder"}},
      {"a folder without recordings",
       {"scan", "--model", "DIR", "DIR/empty"},
       3,
       {"error[data]: DIR/empty: no audio files to scan"},
       [](const std::string& folder) { make_folders(folder + "/empty"); }},
      {"only unreadable recordings",
       {"scan", "--model", "DIR/results/tiny", "--device", "cpu", "DIR/junk.wav"},
       3,
       {"error[data]: no recording could be read; see "
        "DIR/results/tiny/scan/bad_files.csv"},
       [](const std::string& folder) {
         trained(folder);
         write_file(folder + "/junk.wav", "RIFF of nothing");
       }},
  };
}

std::vector<BadInput> bad_environment() {
  return {
      {"a file that is not a model",
       {"scan", "--model", "DIR/config.json", "DIR/data/long"},
       4,
       {"error[checkpoint]: DIR/config.json: invalid safetensors file: the header is longer than "
        "the file"}},
      {"half a model",
       {"evaluate", "--model", "DIR/results/tiny"},
       4,
       {"error[checkpoint]: DIR/results/tiny/model.safetensors: invalid safetensors file: the file "
        "is "
        "truncated: tensor "},
       half_a_model},
      {"a checkpoint of another run",
       {"--config", "CONFIG", "--device", "cpu", "--resume", "--set", "/train/seed=5"},
       4,
       {"error[checkpoint]: DIR/results/tiny/checkpoints/epoch-0001.safetensors: was written with "
        "another config; resume with config.json of the run, or start without --resume"},
       trained},
      {"an output folder with other files in it",
       plain,
       5,
       {"error[disk]: DIR/results/tiny: contains files, but is not a run folder of Canopy; choose"
        " another"},
       [](const std::string& folder) {
         make_folders(folder + "/results/tiny");
         write_file(folder + "/results/tiny/thesis.txt", "mine");
       }},
      {"a file in place of the output folder",
       with("/output/dir=DIR/config.json"),
       5,
       {"error[disk]: DIR/config.json/tiny: cannot make the folder: Not a directory"}},
      {"a GPU that does not exist",
       {"--config", "CONFIG", "--device", "cuda:77"},
       6,
       {"error[device]: cuda:77: cannot be opened: "}},
      {"a network larger than the machine",
       with("/model/layers/5/units=16777216"),
       6,
       {"error[device]: the network needs "}},
      {"an extreme learning rate",
       {"--config", "CONFIG", "--device", "cpu", "--set", "/train/optimizer/learning_rate=1e38",
        "--set", "/train/optimizer/type=sgd", "--set", "/train/epochs=3"},
       7,
       {"error[not-a-number]: epoch 1: the loss of "}},
  };
}

void check(const std::vector<BadInput>& inputs) {
  for (const BadInput& input : inputs) {
    CAPTURE(input.what);
    const TemporaryFolder folder("bad-input");
    write_tiny_run(folder.path(), 1);
    if (input.prepare) input.prepare(folder.path());
    std::vector<std::string> arguments;
    for (const std::string& word : input.arguments)
      arguments.push_back(substituted(word, folder.path()));
    const ProgramRun result = run_trainer(arguments);
    CAPTURE(result.err);
    CHECK(result.code == input.code);
    CHECK(result.out == "");
    for (const std::string& line : input.lines)
      CHECK(("\n" + result.err).find("\n" + substituted(line, folder.path())) != std::string::npos);
    if (input.code == 2) CHECK_FALSE(fs::exists(folder.file("results")));
  }
}

}  // namespace

TEST_CASE("bad command lines") {
  check(bad_command_lines());
}
TEST_CASE("bad configs, which leave no files") {
  check(bad_configs());
}
TEST_CASE("bad data") {
  check(bad_data());
}
TEST_CASE("bad models, output folders, devices and numbers") {
  check(bad_environment());
}
