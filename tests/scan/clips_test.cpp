// The export of clips for review.
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "audio/decoder.h"
#include "base/files.h"
#include "scan/clips.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr int rate = 8000;

/// Sample i of every recording. The values hardly repeat, so a wrong position is noticed.
float sample(std::int64_t i) {
  return static_cast<float>((i * 7919) % 30011 - 15000) / 32768.0f;
}

void write_recording(const std::string& path, double seconds) {
  std::vector<float> samples;
  for (std::int64_t i = 0; i < std::llround(seconds * rate); ++i) samples.push_back(sample(i));
  test::write_wav(path, samples, rate);
}

RecordingResult result(const std::string& path, const std::vector<Detection>& detections) {
  RecordingResult made;
  made.path = path;
  made.name = fs::path(path).filename().string();
  made.detections = detections;
  return made;
}

/// Checks that the file's frames are those of a recording from `first` on; returns their number.
std::int64_t check_cut(const std::string& path, std::int64_t first) {
  Decoder decoder(path);
  CHECK(decoder.info().rate == rate);
  CHECK(decoder.info().channels == 1);
  REQUIRE(decoder.info().format == SampleFormat::pcm16);
  std::vector<std::int16_t> pcm(1000000);
  const std::int64_t frames = decoder.read(pcm.data(), static_cast<std::int64_t>(pcm.size()));
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < frames; ++i)
    wrong += std::abs(pcm[static_cast<std::size_t>(i)] - sample(first + i) * 32768.0f) > 1.01f;
  CHECK(wrong == 0);
  return frames;
}

}  // namespace

TEST_CASE(
    "half of the reviewed calls have the highest scores, the others are spread over all ranks") {
  std::vector<Detection> detections;
  for (int i = 0; i < 20; ++i) detections.push_back({i * 1.0, i + 1.0, "x", 0.05 * (i + 1)});
  const std::vector<RecordingResult> results = {result("a.wav", {}), result("b.wav", detections)};
  const auto chosen = [&](int count) {
    std::vector<std::size_t> numbers;
    for (const Chosen& c : choose_for_review(results, count)) {
      CHECK(c.recording == 1);
      numbers.push_back(c.detection);
    }
    return numbers;
  };
  using Numbers = std::vector<std::size_t>;
  CHECK(chosen(0) == Numbers{});
  CHECK(chosen(1) == Numbers{19});
  CHECK(chosen(2) == Numbers{0, 19});
  CHECK(chosen(4) == Numbers{0, 9, 18, 19});
  CHECK(chosen(20).size() == 20);
  CHECK(chosen(99).size() == 20);
}

TEST_CASE("clips have the recording's samples, with context, within its ends") {
  const TemporaryFolder folder("clips");
  write_recording(folder.file("a.wav"), 10);
  write_recording(folder.file("b.wav"), 3);
  const std::vector<RecordingResult> results = {
      // clips that overlap, begin at the start, cross a block boundary, extend beyond the end
      result(
          folder.file("a.wav"),
          {{0.25, 1, "x", 0.9}, {0.75, 2.5, "x", 0.8}, {9.5, 10, "x", 0.7}, {9.5, 10, "y", 0.7}}),
      result(folder.file("b.wav"), {{1, 2, "=z", 0.6}})};
  ClipExport options;
  options.count = 10;
  options.context_s = 0.5;
  CHECK(export_clips(folder.file("out"), results, options) == 5);
  const std::string clips = folder.file("out/clips/");
  CHECK(check_cut(clips + "a_0.250_0.900.flac", 0) == rate * 3 / 2);
  CHECK(check_cut(clips + "a_0.750_0.800.flac", rate / 4) == rate * 11 / 4);
  CHECK(check_cut(clips + "a_9.500_0.700.flac", rate * 9) == rate);
  CHECK(check_cut(clips + "a_9.500_0.700-2.flac", rate * 9) == rate);
  CHECK(check_cut(clips + "b_1.000_0.600.flac", rate / 2) == rate * 2);
  CHECK(read_file(clips + "clips.csv") ==
        "file,recording,start_s,end_s,label,score,file_start_s\n"
        "a_0.250_0.900.flac,a.wav,0.250,1.000,x,0.900000,0.000\n"
        "a_0.750_0.800.flac,a.wav,0.750,2.500,x,0.800000,0.250\n"
        "a_9.500_0.700.flac,a.wav,9.500,10.000,x,0.700000,9.000\n"
        "a_9.500_0.700-2.flac,a.wav,9.500,10.000,y,0.700000,9.000\n"
        "b_1.000_0.600.flac,b.wav,1.000,2.000,'=z,0.600000,0.500\n");
}

TEST_CASE("a damaged recording gives the clips before the damage, a missing one gives none") {
  const TemporaryFolder folder("clips");
  write_recording(folder.file("a.wav"), 10);
  fs::resize_file(folder.file("a.wav"), 44 + 2 * rate * 5);
  std::vector<std::string> messages;
  ClipExport options;
  options.count = 10;
  options.context_s = 0;
  options.message = [&](const std::string& line) { messages.push_back(line); };
  const std::vector<RecordingResult> results = {
      result(folder.file("a.wav"), {{1, 2, "x", 0.9}, {4.5, 5.5, "x", 0.8}, {7, 8, "x", 0.7}}),
      result(folder.file("gone.wav"), {{1, 2, "x", 0.9}})};
  CHECK(export_clips(folder.file("out"), results, options) == 2);
  CHECK(check_cut(folder.file("out/clips/a_1.000_0.900.flac"), rate) == rate);
  CHECK(check_cut(folder.file("out/clips/a_4.500_0.800.flac"), rate * 9 / 2) == rate / 2);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].find("gone.wav") != std::string::npos);
}
