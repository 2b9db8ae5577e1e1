// The feature ops of every device compared with the CPU's, which the ops' own tests verify: sizes
// just below and above the limits of tiles and launches, many items, and positions far into a
// recording.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <cmath>

#include "devices/devices.h"
#include "ops/feature_golden.h"
#include "ops/resample.h"
#include "ops/resample_slot.h"
#include "ops/spectrogram.h"
#include "support/device_test.h"

namespace canopy {
namespace {

using test::Slot;
using test::TestDevice;

TestDevice open_cpu() {
  const auto all = devices();
  if (std::none_of(all.begin(), all.end(), [](const DeviceInfo& d) { return d.id == "cpu"; }))
    SKIP("this build has no CPU backend");
  return test::open_test_device("cpu");
}

/// The largest difference, relative to the largest expected value; infinity for NaN.
double largest_difference(const std::vector<float>& got, const std::vector<float>& want) {
  REQUIRE(got.size() == want.size());
  double largest = 0, top = 1e-30;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!std::isfinite(got[i])) return INFINITY;
    largest = std::max<double>(largest, std::abs(got[i] - want[i]));
    top = std::max<double>(top, std::abs(want[i]));
  }
  return largest / top;
}

constexpr int rates[] = {44100, 48000, 16000, 11025, 44101, 8000, 96000, 384000, 768000, 15999};

TEST_CASE("Resample: rows of about a tile's length agree with the CPU") {
  CANOPY_ON_EACH_DEVICE(device);
  TestDevice cpu = open_cpu();
  const int rate = GENERATE(from_range(rates));
  const std::int64_t samples = GENERATE(1, 31, 1279, 1280, 1281, 2561);
  CAPTURE(rate, samples);
  const std::int64_t frames = samples * rate / 16000 + 1;
  Slot slot;
  ResampleItem item = slot.add(test::golden_noise(2 * frames, 3), 2, rate);
  item.outputs = resampled_length(frames, rate, 16000);
  item.row_offset = 5;
  ResampleParams params;
  params.mono.kind = MonoKind::mean;
  params.row_samples = item.outputs + 9;
  CHECK(largest_difference(slot.run(device, params, {item}), slot.run(cpu, params, {item})) < 1e-6);
}

TEST_CASE("Resample: more items than a launch supports, of every rate and both formats") {
  CANOPY_ON_EACH_DEVICE(device);
  TestDevice cpu = open_cpu();
  const int count = GENERATE(31, 32, 33, 75);
  Slot slot;
  std::vector<ResampleItem> items;
  for (int i = 0; i < count; ++i) {
    const int rate = rates[i % 10];
    const std::int64_t frames = (40 + i) * std::int64_t{rate} / 16000;
    const unsigned seed = static_cast<unsigned>(i);
    items.push_back(i % 3 == 0 ? slot.add(test::golden_noise(2 * frames, seed), 2, rate)
                               : slot.add(test::golden_wave(frames, seed), 1, rate));
    items.back().outputs = 37 + i;
    items.back().row_offset = i % 7;
  }
  ResampleParams params;
  params.row_samples = 130;
  CAPTURE(count);
  CHECK(largest_difference(slot.run(device, params, items), slot.run(cpu, params, items)) < 1e-6);
}

TEST_CASE("Resample: months into a recording and gigabytes into a block, results are the same") {
  CANOPY_ON_EACH_DEVICE(device);
  const int rate = GENERATE(44100, 44101, 16000, 768000);
  CAPTURE(rate);
  Slot slot;
  ResampleItem near = slot.add(test::golden_noise(3000, 5), 1, rate);
  near.outputs = 200;
  ResampleItem far = near;
  constexpr std::int64_t seconds = std::int64_t{1} << 25;
  far.first_frame = seconds * rate;
  far.first_output = seconds * 16000;
  ResampleParams params;
  params.row_samples = 200;
  const auto rows = slot.run(device, params, {near, far});
  CHECK(std::vector<float>(rows.begin(), rows.begin() + 200) ==
        std::vector<float>(rows.begin() + 200, rows.end()));

  // A block that starts long before the sound. Only the sound is read.
  constexpr std::int64_t before = std::int64_t{5} << 30;
  const Buffer pcm = device.put(test::golden_wave(3000, 5)), wave = device.make(200);
  const auto op = device.backend->make_resample(params);
  op->add_rate(rate);
  near.offset_bytes = before;
  near.format = SampleFormat::float32;
  op->run(*device.stream, {near},
          reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(pcm.data()) - before),
          wave.floats());
  CHECK(device.get(wave, 200) == std::vector<float>(rows.begin(), rows.begin() + 200));
}

TEST_CASE("Spectrogram: more frames than are processed at once agree with the CPU") {
  CANOPY_ON_EACH_DEVICE(device);
  TestDevice cpu = open_cpu();
  SpectrogramParams params;
  params.samples = 40000;
  params.frame = 100, params.step = 10, params.fft = 512;
  params.scale = GENERATE(SpectrumScale::magnitude, SpectrumScale::power, SpectrumScale::log);
  params.max_items = 3;
  REQUIRE(3 * params.frames() > 8192);  // 4 kB of working memory per frame, 32 MB in total
  const auto waves = test::random_floats(3 * 40003, 7);
  const auto op = device.backend->make_spectrogram(params);
  const auto want_op = cpu.backend->make_spectrogram(params);
  const Buffer in = device.put(waves), cpu_in = cpu.put(waves);
  for (const int n : {3, 1, 2}) {  // smaller batches after a full one
    const std::int64_t size = n * params.frames() * params.bins();
    const Buffer out = device.make(size + 1), want = cpu.make(size + 1);
    op->run(*device.stream, n, in.floats(), 40003, out.floats());
    want_op->run(*cpu.stream, n, cpu_in.floats(), 40003, want.floats());
    CAPTURE(n);
    std::vector<float> got = device.get(out, size + 1), wanted = cpu.get(want, size + 1);
    CHECK(std::isnan(got.back()));  // nothing is written after the items
    got.pop_back(), wanted.pop_back();
    CHECK(largest_difference(got, wanted) < (params.scale == SpectrumScale::log ? 1e-4 : 1e-6));
  }
}

}  // namespace
}  // namespace canopy
