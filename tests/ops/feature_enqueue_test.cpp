// Running the feature ops only enqueues work: no allocation, no waiting, no synchronous copy, and
// no later access to arguments that the caller may have changed.
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <filesystem>
#include <functional>

#include "ops/feature_golden.h"
#include "ops/mel_log.h"
#include "ops/resample.h"
#include "ops/spectrogram.h"
#include "support/device_test.h"
#include "support/emulated_device.h"
#include "support/places.h"

namespace canopy {
namespace {

using test::TestDevice;

// Bundles for machines with a GPU do not include the emulated device.
#define CANOPY_NEEDS_EMULATED() \
  if (!std::filesystem::exists(test::emulated_module())) SKIP("there is no emulated device")

/// Runs `work`, checks that it only enqueues, and returns the number of kernels.
std::uint64_t kernels_of(const std::function<void()>& work) {
  const emulated::Controls before = test::emulated_controls();
  work();
  const emulated::Controls& after = test::emulated_controls();
  CHECK(after.allocations == before.allocations);
  CHECK(after.frees == before.frees);
  CHECK(after.synchronizations == before.synchronizations);
  CHECK(after.pageable_copies == before.pageable_copies);
  return after.launches - before.launches;
}

std::vector<ResampleItem> mixed_items(int count) {
  std::vector<ResampleItem> items;
  for (int i = 0; i < count; ++i) {
    ResampleItem item;
    item.rate = i % 2 == 0 ? 44100 : 44101;
    item.format = i % 3 == 0 ? SampleFormat::float32 : SampleFormat::pcm16;
    item.frames = 500;
    item.outputs = 150 + i;
    items.push_back(item);
  }
  return items;
}

TEST_CASE("Resample only enqueues, one kernel for up to 32 clips of mixed rates") {
  CANOPY_NEEDS_EMULATED();
  const test::EmulatedReset reset;
  TestDevice device = test::open_test_device("emulated");
  TestDevice cpu = test::open_test_device("cpu");
  ResampleParams params;
  params.row_samples = 200;
  params.max_items = 40;
  const auto op = device.backend->make_resample(params),
             want_op = cpu.backend->make_resample(params);
  for (const int rate : {44100, 44101}) op->add_rate(rate), want_op->add_rate(rate);
  const auto sound = test::golden_wave(500, 1);
  const Buffer pcm = device.put(sound), cpu_pcm = cpu.put(sound);
  const Buffer waves = device.make(40 * 200), want = cpu.make(40 * 200);

  std::vector<ResampleItem> items = mixed_items(40);
  want_op->run(*cpu.stream, items, cpu_pcm.data(), want.floats());
  CHECK(kernels_of([&] { op->add_rate(44100); }) == 0);  // already planned
  CHECK(kernels_of([&] { op->run(*device.stream, items, pcm.data(), waves.floats()); }) == 2);
  // The emulated stream has not run anything yet, so it must have its own copy of the items.
  for (ResampleItem& item : items) item = {};
  items.clear();
  CHECK(test::relative_error(device.get(waves, 40 * 200),
                             test::as_double(cpu.get(want, 40 * 200))) < 1e-6);
  const auto few = mixed_items(32);
  CHECK(kernels_of([&] { op->run(*device.stream, few, pcm.data(), waves.floats()); }) == 1);
  device.stream->synchronize();
}

TEST_CASE("Spectrogram and MelLog only enqueue") {
  CANOPY_NEEDS_EMULATED();
  const test::EmulatedReset reset;
  TestDevice device = test::open_test_device("emulated");
  SpectrogramParams stft;
  stft.samples = 4000;
  stft.scale = SpectrumScale::power;
  stft.max_items = 4;
  MelLogParams mel;
  mel.frames = stft.frames();
  mel.max_items = 4;
  const auto spectrogram = device.backend->make_spectrogram(stft);
  const auto mel_log = device.backend->make_mel_log(mel);
  const Buffer waves = device.put(test::golden_wave(16000, 1));
  const Buffer power = device.make(4 * stft.frames() * stft.bins());
  const Buffer bands = device.make(4 * mel.frames * mel.bands);
  for (const int n : {4, 1, 4})
    CHECK(kernels_of([&] {
            spectrogram->run(*device.stream, n, waves.floats(), 4000, power.floats());
            mel_log->run(*device.stream, n, power.floats(), bands.floats());
          }) == 3);  // windows, scale, bands; the transform is done by the library
  const auto got = device.get(bands, 4 * mel.frames * mel.bands);
  CHECK(std::isfinite(got.front()));
  CHECK(std::isfinite(got.back()));
}

}  // namespace
}  // namespace canopy
