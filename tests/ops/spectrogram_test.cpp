// The spectrogram compared with NumPy's results and a naive double-precision transform.
#include "ops/spectrogram.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "ops/feature_golden.h"
#include "support/device_test.h"

namespace canopy {
namespace {

using test::TestDevice;

std::vector<float> run(TestDevice& device, const SpectrogramParams& params, int n,
                       const std::vector<float>& waves, std::int64_t stride) {
  const auto op = device.backend->make_spectrogram(params);
  const Buffer in = device.put(waves);
  const std::int64_t size = n * params.frames() * params.bins();
  const Buffer out = device.make(size);
  op->run(*device.stream, n, in.floats(), stride, out.floats());
  return device.get(out, size);
}

std::vector<float> every(const std::vector<float>& rows, std::int64_t row, std::int64_t step) {
  std::vector<float> kept;
  for (std::size_t f = 0; f * row < rows.size(); f += step)
    kept.insert(kept.end(), rows.begin() + f * row, rows.begin() + (f + 1) * row);
  return kept;
}

/// The magnitude of one frame, according to the definition.
std::vector<double> naive_frame(const float* wave, const SpectrogramParams& p) {
  std::vector<double> magnitudes;
  for (int b = 0; b < p.bins(); ++b) {
    double re = 0, im = 0;
    for (int i = 0; i < p.frame; ++i) {
      const double hann = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / p.frame);
      const double angle =
          2 * std::numbers::pi * ((static_cast<std::int64_t>(b) * i) % p.fft) / p.fft;
      re += wave[i] * hann * std::cos(angle);
      im -= wave[i] * hann * std::sin(angle);
    }
    magnitudes.push_back(std::hypot(re, im));
  }
  return magnitudes;
}

TEST_CASE("Spectrogram: the reference run's features agree with NumPy") {
  CANOPY_ON_EACH_DEVICE(device);
  const SpectrogramParams params;
  REQUIRE(params.frames() == 1491);
  REQUIRE(params.bins() == 257);
  const auto got = run(device, params, 1, test::golden_wave(48000, 1), 48000);
  CHECK(test::relative_error(every(got, 257, 149),
                             test::golden_block("magnitude_320_32_512_every_149")) < 1e-6);
}

TEST_CASE("Spectrogram: powers and logarithms with odd sizes agree with NumPy", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  SpectrogramParams params;
  params.samples = 600;
  params.frame = 15, params.step = 7, params.fft = 18;
  params.scale = SpectrumScale::power;
  CHECK(test::relative_error(run(device, params, 1, test::golden_wave(600, 1), 600),
                             test::golden_block("power_15_7_18")) < 1e-6);
  params.frame = 100, params.step = 30, params.fft = 250;
  params.scale = SpectrumScale::log;
  CHECK(test::relative_error(run(device, params, 1, test::golden_wave(600, 1), 600),
                             test::golden_block("log_100_30_250")) < 1e-5);
}

TEST_CASE("Spectrogram: every frame of every item follows the definition") {
  CANOPY_ON_EACH_DEVICE(device);
  struct Size {
    int samples, frame, step, fft;
  };
  const Size size = GENERATE(Size{1, 1, 1, 2}, Size{7, 7, 3, 8}, Size{50, 13, 17, 34},
                             Size{97, 32, 1, 32}, Size{700, 320, 32, 512}, Size{500, 400, 50, 1000},
                             Size{600, 512, 40, 514}, Size{1100, 1025, 30, 1026});
  const int n = GENERATE(1, 3);
  SpectrogramParams params;
  params.samples = size.samples, params.frame = size.frame;
  params.step = size.step, params.fft = size.fft;
  params.max_items = 3;
  const std::int64_t stride = size.samples + 5;  // the samples between items are not used
  std::vector<float> waves = test::random_floats(n * stride, 3);
  for (int i = 0; i < n; ++i)
    for (std::int64_t s = size.samples; s < stride; ++s)
      waves[static_cast<std::size_t>(i * stride + s)] = NAN;

  std::vector<double> want;
  for (int i = 0; i < n; ++i)
    for (std::int64_t f = 0; f < params.frames(); ++f) {
      const auto row = naive_frame(waves.data() + i * stride + f * params.step, params);
      want.insert(want.end(), row.begin(), row.end());
    }
  CAPTURE(size.samples, size.frame, size.step, size.fft, n);
  const auto got = run(device, params, n, waves, stride);
  if (size.frame == 1)  // a periodic Hann window of one sample is zero
    CHECK(got == std::vector<float>(want.size(), 0.0f));
  else
    CHECK(test::relative_error(got, want) < 1e-6);
}

TEST_CASE("Spectrogram: silence gives zero, or the logarithm of the offset") {
  CANOPY_ON_EACH_DEVICE(device);
  SpectrogramParams params;
  params.samples = 1000;
  const std::vector<float> silence(1000, 0.0f);
  for (const float v : run(device, params, 1, silence, 1000)) REQUIRE(v == 0.0f);
  params.scale = SpectrumScale::log;
  params.log_offset = 0.5f;
  for (const float v : run(device, params, 1, silence, 1000))
    REQUIRE(std::abs(v - std::log(0.5f)) < 1e-6f);
}

TEST_CASE("Spectrogram rejects invalid sizes") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto refused = [&](int samples, int frame, int step, int fft) {
    SpectrogramParams params;
    params.samples = samples, params.frame = frame, params.step = step, params.fft = fft;
    CHECK_THROWS_AS(device.backend->make_spectrogram(params), std::invalid_argument);
  };
  refused(319, 320, 32, 512);  // no frame fits
  refused(1000, 320, 32, 256);
  refused(1000, 15, 7, 15);  // odd
  refused(1000, 320, 0, 512);
  refused(1000, 0, 32, 512);
}

}  // namespace
}  // namespace canopy
