// The mel filter bank and logarithm compared with NumPy and a naive implementation.
#include "ops/mel_log.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <cmath>
#include <stdexcept>

#include "ops/feature_golden.h"
#include "ops/mel_filters.h"
#include "ops/spectrogram.h"
#include "support/device_test.h"

namespace canopy {
namespace {

using test::TestDevice;

std::vector<float> run(TestDevice& device, const MelLogParams& params, int n,
                       const std::vector<float>& power) {
  const auto op = device.backend->make_mel_log(params);
  const Buffer in = device.put(power);
  const std::int64_t size = n * params.frames * params.bands;
  const Buffer out = device.make(size);
  op->run(*device.stream, n, in.floats(), out.floats());
  return device.get(out, size);
}

/// Every 27th frame of the two ops' result for the golden clip.
std::vector<float> front_end(TestDevice& device, MelLogParams mel) {
  SpectrogramParams stft;
  stft.frame = 400, stft.step = 160, stft.fft = 512;
  stft.scale = SpectrumScale::power;
  mel.frames = stft.frames();
  REQUIRE(mel.frames == 298);
  const Buffer wave = device.put(test::golden_wave(48000, 1));
  const Buffer power = device.make(stft.frames() * stft.bins());
  const Buffer out = device.make(mel.frames * mel.bands);
  const auto spectrogram = device.backend->make_spectrogram(stft);
  const auto mel_log = device.backend->make_mel_log(mel);
  spectrogram->run(*device.stream, 1, wave.floats(), stft.samples, power.floats());
  mel_log->run(*device.stream, 1, power.floats(), out.floats());
  const std::vector<float> all = device.get(out, mel.frames * mel.bands);
  std::vector<float> kept;
  for (std::int64_t f = 0; f < mel.frames; f += 27)
    kept.insert(kept.end(), all.begin() + f * mel.bands, all.begin() + (f + 1) * mel.bands);
  return kept;
}

TEST_CASE("MelLog: agrees with the reference log-mel features", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK(test::relative_error(front_end(device, {}), test::golden_block("logmel_htk_64_every_27")) <
        1e-5);
}

TEST_CASE("MelLog: Slaney's scale without logarithm agrees with the reference") {
  CANOPY_ON_EACH_DEVICE(device);
  MelLogParams params;
  params.bands = 40;
  params.low_hz = 50, params.high_hz = 7000;
  params.formula = MelFormula::slaney;
  params.log = false;
  CHECK(test::relative_error(front_end(device, params),
                             test::golden_block("mel_slaney_40_every_27")) < 1e-5);
}

/// The weight of one bin in one band, according to the definition.
double naive_weight(const MelLogParams& p, int band, int bin) {
  const auto mel = [](double hz) { return 1127.010480 * std::log(1 + hz / 700); };
  const auto hertz = [](double m) { return 700 * (std::exp(m / 1127.010480) - 1); };
  const double step = (mel(p.high_hz) - mel(p.low_hz)) / (p.bands + 1);
  const double left = hertz(mel(p.low_hz) + band * step);
  const double top = hertz(mel(p.low_hz) + (band + 1) * step);
  const double right = hertz(mel(p.low_hz) + (band + 2) * step);
  const double hz = static_cast<double>(bin) * p.sample_rate / 2 / (p.bins - 1);
  if (hz <= left || hz >= right) return 0;
  return hz <= top ? (hz - left) / (top - left) : (right - hz) / (right - top);
}

TEST_CASE("MelLog: odd shapes follow the definition") {
  CANOPY_ON_EACH_DEVICE(device);
  struct Size {
    int frames, bins, bands;
    float low, high;
  };
  const Size size =
      GENERATE(Size{1, 2, 1, 0, 4000}, Size{3, 17, 1, 100, 3900}, Size{5, 257, 13, 0, 4000},
               Size{131, 129, 31, 300, 3000}, Size{9, 1366, 300, 0, 4000},
               Size{2, 4097, 7, 20, 4000}, Size{2, 12289, 5, 0, 4000});
  const int n = GENERATE(1, 3);
  MelLogParams params;
  params.frames = size.frames, params.bins = size.bins, params.bands = size.bands;
  params.low_hz = size.low, params.high_hz = size.high;
  params.sample_rate = 8000;
  params.log_offset = 1e-3f;
  params.max_items = 3;
  std::vector<float> power = test::random_floats(n * size.frames * size.bins, 5);
  for (float& v : power) v *= v;

  std::vector<double> want;
  for (std::int64_t f = 0; f < n * size.frames; ++f)
    for (int band = 0; band < size.bands; ++band) {
      double total = 0;
      for (int bin = 0; bin < size.bins; ++bin)
        total +=
            naive_weight(params, band, bin) * power[static_cast<std::size_t>(f * size.bins + bin)];
      want.push_back(std::log(total + 1e-3));
    }
  CAPTURE(size.frames, size.bins, size.bands, n);
  CHECK(test::relative_error(run(device, params, n, power), want) < 1e-5);
}

TEST_CASE("MelLog: a triangle between two bins is empty and gives the logarithm of the offset") {
  CANOPY_ON_EACH_DEVICE(device);
  MelLogParams params;
  params.bins = 9, params.bands = 64;
  const MelFilters filters = design_mel_filters(params);
  REQUIRE(filters.bands.size() == 64);
  const auto got = run(device, params, 1, std::vector<float>(9, 1.0f));
  int empty = 0;
  for (std::size_t b = 0; b < 64; ++b)
    if (filters.bands[b].length == 0) {
      ++empty;
      CHECK(std::abs(got[b] - std::log(1e-6f)) < 1e-4f);
    }
  CHECK(empty > 40);
}

TEST_CASE("Mel scales: known values and round trips") {
  CHECK(std::abs(hz_to_mel(1000, MelFormula::htk) - 999.9855) < 1e-3);
  CHECK(std::abs(hz_to_mel(1000, MelFormula::slaney) - 15) < 1e-12);
  CHECK(std::abs(hz_to_mel(6400, MelFormula::slaney) - 42) < 1e-9);
  for (const MelFormula formula : {MelFormula::htk, MelFormula::slaney})
    for (const double hz : {0.0, 20.0, 440.0, 999.0, 1001.0, 7999.0})
      CHECK(std::abs(mel_to_hz(hz_to_mel(hz, formula), formula) - hz) < 1e-9);
}

TEST_CASE("MelLog rejects invalid filter banks") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto refused = [&](float low, float high, int bins, int bands) {
    MelLogParams params;
    params.low_hz = low, params.high_hz = high, params.bins = bins, params.bands = bands;
    CHECK_THROWS_AS(device.backend->make_mel_log(params), std::invalid_argument);
  };
  refused(20, 8001, 257, 64);
  refused(500, 500, 257, 64);
  refused(-1, 8000, 257, 64);
  refused(20, 8000, 1, 64);
  refused(20, 8000, 257, 0);
}

}  // namespace
}  // namespace canopy
