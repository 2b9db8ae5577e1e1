// Resampling a recording block by block gives the same bits as resampling it at once.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "model/features.h"
#include "ops/resample_slot.h"
#include "scan/wave_stream.h"

using namespace canopy;
using canopy::test::Slot;
using canopy::test::TestDevice;

namespace {

constexpr int sample_rate = 16000;

/// How a recording is divided into blocks and windows.
struct Division {
  std::vector<std::int64_t> blocks;  // frames per block; the list is repeated
  std::int64_t window = 4001;        // samples read at a time
  bool empty_last = false;           // the last block has no frames
};

template <class Sample>
std::vector<Sample> stereo_noise(std::int64_t frames);
template <>
std::vector<float> stereo_noise(std::int64_t frames) {
  return test::random_floats(2 * frames, 7, 0.3f);
}
template <>
std::vector<std::int16_t> stereo_noise(std::int64_t frames) {
  std::vector<std::int16_t> sound;
  for (float v : test::random_floats(2 * frames, 8, 9000.0f))
    sound.push_back(static_cast<std::int16_t>(std::clamp(v, -32768.0f, 32767.0f)));
  return sound;
}

/// The recording resampled in one run of the op, as a clip is.
template <class Sample>
std::vector<float> whole(TestDevice& device, const std::vector<Sample>& sound, int rate,
                         const MonoMode& mono) {
  Slot slot;
  ResampleItem item = slot.add(sound, 2, rate);
  item.outputs = resampled_length(item.frames, rate, sample_rate);
  ResampleParams params;
  params.sample_rate = sample_rate;
  params.row_samples = item.outputs;
  params.mono = mono;
  return slot.run(device, params, {item});
}

/// The samples of a WaveStream, read and dropped window by window as in a scan.
template <class Sample>
std::vector<float> streamed(TestDevice& device, const std::vector<Sample>& sound, int rate,
                            const MonoMode& mono, const Division& division) {
  AudioInfo info;
  info.rate = rate;
  info.channels = 2;
  info.format = sizeof(Sample) == 2 ? SampleFormat::pcm16 : SampleFormat::float32;
  const std::int64_t max_frames = *std::max_element(division.blocks.begin(), division.blocks.end());
  const std::size_t frame_bytes = 2 * sizeof(Sample);
  const Buffer pinned =
      device.backend->allocate_pinned(static_cast<std::size_t>(max_frames) * frame_bytes);
  WaveStream wave(*device.backend, info, max_frames, sample_rate, mono, division.window);

  std::vector<float> samples;
  const auto take = [&](std::int64_t count) {
    const std::size_t had = samples.size();
    samples.resize(had + static_cast<std::size_t>(count));
    device.backend->download(*device.stream, samples.data() + had,
                             wave.at(static_cast<std::int64_t>(had)), float_bytes(count));
    device.stream->synchronize();
    wave.drop_before(*device.stream, static_cast<std::int64_t>(samples.size()));
    CHECK(wave.first() == static_cast<std::int64_t>(samples.size()));
  };
  const auto left = [&] { return wave.end() - static_cast<std::int64_t>(samples.size()); };

  const std::int64_t frames = static_cast<std::int64_t>(sound.size()) / 2;
  std::int64_t given = 0;
  for (std::size_t k = 0; given < frames; ++k) {
    const std::int64_t n = std::min(division.blocks[k % division.blocks.size()], frames - given);
    std::memcpy(pinned.data(), sound.data() + 2 * given, static_cast<std::size_t>(n) * frame_bytes);
    given += n;
    wave.add(*device.stream, pinned.data(), n, given == frames && !division.empty_last);
    // The caller may reuse the memory now; this must not change the result.
    std::memset(pinned.data(), 0x3c, pinned.bytes());
    while (left() >= division.window) take(division.window);
  }
  if (division.empty_last) wave.add(*device.stream, nullptr, 0, true);
  while (left() > 0) take(std::min(left(), division.window));
  return samples;
}

void check_same_bits(const std::vector<float>& got, const std::vector<float>& want) {
  REQUIRE(got.size() == want.size());
  std::size_t different = 0, first = got.size();
  for (std::size_t i = 0; i < got.size(); ++i)
    if (std::memcmp(&got[i], &want[i], sizeof(float)) != 0) {
      ++different;
      first = std::min(first, i);
    }
  CAPTURE(first);
  CHECK(different == 0);
}

/// Makes sure that the comparison is not between two silent signals.
bool is_sound(const std::vector<float>& samples) {
  return std::count_if(samples.begin(), samples.end(), [](float v) {
           return std::isfinite(v) && v != 0.0f;
         }) > static_cast<std::ptrdiff_t>(samples.size() * 9 / 10);
}

template <class Sample>
void check_divisions(int rate, std::int64_t frames, const MonoMode& mono) {
  TestDevice device = test::open_test_device("cpu");
  const std::vector<Sample> sound = stereo_noise<Sample>(frames);
  const std::vector<float> want = whole(device, sound, rate, mono);
  REQUIRE(is_sound(want));
  const std::vector<Division> divisions = {
      {{frames}},                     // one block
      {{9973}},                       // as in a scan, but a prime number
      {{9973}, 4001, true},           // the end is known only afterwards
      {{1, 8191, 3, 0, 331, 12345}},  // shorter and longer than the filter, and empty
      {{997, 1}, 16001},              // a window of many blocks
      {{20011}, 97},                  // a block of many windows
  };
  for (std::size_t k = 0; k < divisions.size(); ++k) {
    CAPTURE(k, rate, frames);
    check_same_bits(streamed(device, sound, rate, mono, divisions[k]), want);
  }
}

bool no_cpu() {
  const auto ids = test::device_ids();
  return std::find(ids.begin(), ids.end(), "cpu") == ids.end();
}

}  // namespace

TEST_CASE("16-bit stereo in blocks of odd sizes gives the same bits") {
  if (no_cpu()) SKIP("the CPU is not among the devices");
  const int rate = GENERATE(44100, 48000, 11025, 16000);
  check_divisions<std::int16_t>(rate, 2 * rate + 1, {MonoKind::mean, 0});
}

TEST_CASE("float stereo in blocks of odd sizes gives the same bits") {
  if (no_cpu()) SKIP("the CPU is not among the devices");
  const int rate = GENERATE(44100, 48000);
  check_divisions<float>(rate, rate + 17, {MonoKind::mean, 0});
  check_divisions<float>(rate, rate + 17, {MonoKind::channel, 1});
}

TEST_CASE("a recording shorter than the filter gives the same bits") {
  if (no_cpu()) SKIP("the CPU is not among the devices");
  const int rate = GENERATE(44100, 48000);
  for (std::int64_t frames : {1, 2, 3, 300}) {
    TestDevice device = test::open_test_device("cpu");
    const auto sound = stereo_noise<std::int16_t>(frames);
    const MonoMode mono{MonoKind::mean, 0};
    CAPTURE(rate, frames);
    check_same_bits(streamed(device, sound, rate, mono, {{1, 2}}),
                    whole(device, sound, rate, mono));
  }
}
