// The resampler compared with soxr's results, analytic sines and its own results in chunks.
#include "ops/resample.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "base/error.h"
#include "ops/feature_golden.h"
#include "ops/resample_filter.h"
#include "ops/resample_slot.h"
#include "support/device_test.h"

namespace canopy {
namespace {

using test::resample;
using test::Slot;
using test::TestDevice;

std::vector<float> sine(double hz, int rate, std::int64_t frames, double phase = 0) {
  std::vector<float> wave;
  for (std::int64_t i = 0; i < frames; ++i)
    wave.push_back(static_cast<float>(
        std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate + phase)));
  return wave;
}

double db(double ratio) {
  return 20 * std::log10(ratio);
}

struct Rates {
  int from, to;
};
#define CANOPY_RATES                                                                       \
  Rates{44100, 16000}, Rates{48000, 16000}, Rates{11025, 16000}, Rates{8000, 16000},       \
      Rates{16000, 44100}, Rates{44101, 16000}, Rates{15999, 16000}, Rates{767999, 16000}, \
      Rates{768000, 16000}, Rates{1000, 16000}, Rates{1001, 999999 / 2}, Rates {           \
    192000, 1000                                                                           \
  }

TEST_CASE("Resample: the length is ceil(frames * out / in) samples") {
  CHECK(resampled_length(0, 44100, 16000) == 0);
  CHECK(resampled_length(1, 44100, 16000) == 1);
  CHECK(resampled_length(441, 44100, 16000) == 160);
  CHECK(resampled_length(442, 44100, 16000) == 161);
  CHECK(resampled_length(132300, 44100, 16000) == 48000);
  CHECK(resampled_length(3, 48000, 16000) == 1);
  CHECK(resampled_length(4, 48000, 16000) == 2);
  CHECK(resampled_length(100, 11025, 16000) == 146);
  CHECK(resampled_length(77, 16000, 16000) == 77);
  CHECK(resampled_length(std::int64_t{1} << 50, 16000, 16000) == std::int64_t{1} << 50);
  CHECK(resampled_length(std::int64_t{1} << 50, 768000, 16000) ==
        ((std::int64_t{1} << 50) + 47) / 48);
}

TEST_CASE("Resample: equal rates copy the samples exactly") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto wave = test::golden_wave(1001, 4);
  CHECK(resample(device, wave, 16000, 16000) == wave);
  CHECK(resample(device, test::golden_noise(1001, 4), 16000, 16000) == wave);
  CHECK(resample_context(16000, 16000) == 0);
}

TEST_CASE("Resample: white noise agrees with soxr") {
  CANOPY_ON_EACH_DEVICE(device);
  const Rates r =
      GENERATE(Rates{44100, 16000}, Rates{48000, 16000}, Rates{11025, 16000}, Rates{22050, 16000},
               Rates{8000, 16000}, Rates{96000, 16000}, Rates{44101, 16000}, Rates{16000, 44100});
  CAPTURE(r.from, r.to);
  const auto want =
      test::golden_block("resample_" + std::to_string(r.from) + "_" + std::to_string(r.to));
  const auto frames = 4 * static_cast<std::int64_t>(want.size()) * r.from / r.to;
  auto got = resample(device, test::golden_noise(frames, 2), r.from, r.to);
  got.resize(want.size());
  const double agreement = -db(test::relative_error(got, want));
  CAPTURE(agreement);
  CHECK(agreement > 60);
}

/// The response to a sine of `hz`, away from the ends.
struct Response {
  double gain;      // of the in-phase component
  double residual;  // RMS of the rest, relative to a sine's
};
Response respond(TestDevice& device, Rates r, double hz) {
  const double low = std::min(r.from, r.to);
  const std::int64_t margin = static_cast<std::int64_t>(140 / low * r.to);
  const std::int64_t middle = 600 + 2 * r.to / std::min(r.from, r.to);
  const std::int64_t frames = (2 * margin + middle) * r.from / r.to;
  Slot slot;
  ResampleItem item = slot.add(sine(hz, r.from, frames), 1, r.from);
  item.first_output = margin;
  ResampleParams params;
  params.sample_rate = r.to;
  params.row_samples = item.outputs = middle;
  const auto got = slot.run(device, params, {item});
  double in_phase = 0, norm = 0;
  const auto at = [&](std::int64_t k) {
    return std::sin(2 * std::numbers::pi * hz * static_cast<double>(k) / r.to);
  };
  for (std::int64_t k = margin; k < margin + middle; ++k) {
    in_phase += at(k) * got[static_cast<std::size_t>(k - margin)];
    norm += at(k) * at(k);
  }
  const double gain = in_phase / norm;
  double rest = 0;
  for (std::int64_t k = margin; k < margin + middle; ++k)
    rest += std::pow(got[static_cast<std::size_t>(k - margin)] - gain * at(k), 2);
  return {gain, std::sqrt(rest / (static_cast<double>(middle) / 2))};
}

TEST_CASE("Resample: flat up to 0.9 of the lower Nyquist frequency, without any delay") {
  CANOPY_ON_EACH_DEVICE(device);
  const Rates r = GENERATE(CANOPY_RATES);
  CAPTURE(r.from, r.to);
  for (const double part : {0.02, 0.31, 0.5, 0.77, 0.899}) {
    const Response response = respond(device, r, part * std::min(r.from, r.to) / 2);
    CAPTURE(part, response.gain, response.residual);
    CHECK(std::abs(db(response.gain)) < 0.1);
    // This detects a delay of a thousandth of a sample and an image at -80 dB.
    CHECK(response.residual < 1e-4);
  }
}

TEST_CASE("Resample: nothing above the lower Nyquist frequency passes") {
  CANOPY_ON_EACH_DEVICE(device);
  const Rates r = GENERATE(Rates{44100, 16000}, Rates{48000, 16000}, Rates{44101, 16000},
                           Rates{767999, 16000}, Rates{192000, 1000});
  CAPTURE(r.from, r.to);
  for (const double part : {1.0, 1.03, 1.2, 1.37, 1.9, 2.0, 2.5}) {
    const double hz = part * r.to / 2;
    const std::int64_t frames = 700 * std::int64_t{r.from} / r.to;
    // Without a phase shift, a sine at the Nyquist frequency would be zero at all samples.
    const auto got = resample(device, sine(hz, r.from, frames, 1.0), r.from, r.to);
    double power = 0;
    for (std::size_t k = 140; k < 560; ++k) power += got[k] * got[k];
    CAPTURE(part, hz);
    CHECK(db(std::sqrt(2 * power / 420) + 1e-12) < -80);
  }
}

TEST_CASE("Resample: a recording gives the same bits in chunks and as a whole") {
  CANOPY_ON_EACH_DEVICE(device);
  const Rates r = GENERATE(Rates{44100, 16000}, Rates{48000, 16000}, Rates{11025, 16000},
                           Rates{16000, 16000}, Rates{44101, 16000}, Rates{22050, 48000});
  const std::int64_t chunk = GENERATE(997, 4096);
  CAPTURE(r.from, r.to, chunk);
  const std::int64_t frames = 20011;
  const auto sound = test::golden_noise(2 * frames, 7);
  Slot whole;
  ResampleItem item = whole.add(sound, 2, r.from);
  item.outputs = resampled_length(frames, r.from, r.to);
  ResampleParams params;
  params.sample_rate = r.to;
  params.mono.kind = MonoKind::mean;
  params.row_samples = item.outputs;
  const auto want = whole.run(device, params, {item});

  Slot pieces;
  std::vector<ResampleItem> items;
  const std::int64_t context = resample_context(r.from, r.to);
  for (std::int64_t k = 0; k < item.outputs; k += chunk) {
    const std::int64_t outputs = std::min(chunk, item.outputs - k);
    const std::int64_t begin = std::max(std::int64_t{0}, k * r.from / r.to - context);
    const std::int64_t end = std::min(frames, (k + outputs - 1) * r.from / r.to + context + 1);
    ResampleItem piece = pieces.add(
        std::vector<std::int16_t>(sound.begin() + 2 * begin, sound.begin() + 2 * end), 2, r.from);
    piece.first_frame = begin;
    piece.first_output = k;
    piece.outputs = outputs;
    items.push_back(piece);
  }
  params.row_samples = chunk;
  const auto rows = pieces.run(device, params, items);
  std::vector<float> got;
  for (std::size_t i = 0; i < items.size(); ++i)
    got.insert(got.end(), rows.begin() + static_cast<std::int64_t>(i) * chunk,
               rows.begin() + static_cast<std::int64_t>(i) * chunk + items[i].outputs);
  CHECK(got == want);
}

TEST_CASE("Resample: clips of mixed rates and formats in one run give the same bits as alone") {
  CANOPY_ON_EACH_DEVICE(device);
  Slot slot;
  std::vector<ResampleItem> items;
  std::vector<std::vector<float>> alone;
  ResampleParams params;
  params.row_samples = 3000;
  for (const int rate : {44100, 48000, 16000, 11025, 44101, 8000}) {
    const std::int64_t frames = 2711 * rate / 16000;
    const unsigned seed = static_cast<unsigned>(rate);
    items.push_back(rate % 2000 == 0 ? slot.add(test::golden_noise(frames, seed), 1, rate)
                                     : slot.add(test::golden_wave(frames, seed), 1, rate));
    items.back().outputs = resampled_length(frames, rate, 16000);
    items.back().row_offset = 3000 - items.back().outputs - rate % 5;
    alone.push_back(resample(device, test::golden_wave(frames, seed), rate, 16000));
  }
  const auto rows = slot.run(device, params, items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::vector<float> want(static_cast<std::size_t>(items[i].row_offset), 0.0f);
    want.insert(want.end(), alone[i].begin(), alone[i].end());
    want.resize(3000, 0.0f);
    const auto row = rows.begin() + static_cast<std::int64_t>(i) * 3000;
    CAPTURE(items[i].rate);
    CHECK(std::vector<float>(row, row + 3000) == want);
  }
}

TEST_CASE("Resample: the first channel, a selected channel, or the mean") {
  CANOPY_ON_EACH_DEVICE(device);
  const int channels = GENERATE(1, 2, 5);
  const std::int64_t frames = 300;
  const auto pcm = test::golden_noise(frames * channels, 9);
  const auto wave = test::golden_wave(frames * channels, 9);
  const auto expected = [&](int from, int to) {
    std::vector<double> mono;
    for (std::int64_t f = 0; f < frames; ++f) {
      double total = 0;
      for (int c = from; c < to; ++c) total += wave[static_cast<std::size_t>(f * channels + c)];
      mono.push_back(total / (to - from));
    }
    return mono;
  };
  const auto got = [&](MonoMode mono, bool as_float) {
    Slot slot;
    ResampleItem item = as_float ? slot.add(wave, channels, 16000) : slot.add(pcm, channels, 16000);
    item.outputs = frames;
    ResampleParams params;
    params.row_samples = frames;
    params.mono = mono;
    return slot.run(device, params, {item});
  };
  for (const bool as_float : {false, true}) {
    CAPTURE(channels, as_float);
    CHECK(test::as_double(got({MonoKind::first, 0}, as_float)) == expected(0, 1));
    CHECK(test::as_double(got({MonoKind::channel, channels - 1}, as_float)) ==
          expected(channels - 1, channels));
    CHECK(test::relative_error(got({MonoKind::mean, 0}, as_float), expected(0, channels)) < 1e-6);
  }
}

TEST_CASE("Resample: frames that are not given are treated as silence", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  // The same sound given with zeros around it and without them.
  const auto sound = test::golden_wave(500, 11);
  std::vector<float> padded(2000, 0.0f);
  std::copy(sound.begin(), sound.end(), padded.begin() + 700);
  Slot slot;
  ResampleItem bare = slot.add(sound, 1, 44100), full = slot.add(padded, 1, 44100);
  bare.first_frame = 700;
  bare.outputs = full.outputs = 900;  // longer than 2000 frames
  ResampleItem nothing;
  nothing.rate = 44100;
  nothing.outputs = 10;
  ResampleItem unused;
  unused.rate = 16000;
  ResampleParams params;
  params.row_samples = 900;
  const auto rows = slot.run(device, params, {bare, full, nothing, unused});
  CHECK(std::vector<float>(rows.begin(), rows.begin() + 900) ==
        std::vector<float>(rows.begin() + 900, rows.begin() + 1800));
  CHECK(std::vector<float>(rows.begin() + 1800, rows.end()) == std::vector<float>(1800, 0.0f));
  CHECK(rows[300] != 0.0f);
}

TEST_CASE("Resample: tables stay small for every pair of rates") {
  const int rate = GENERATE(1000, 1001, 11025, 44100, 44101, 96001, 191999, 767999, 768000);
  const int to = GENERATE(1000, 16000, 22050, 48001, 768000);
  const ResampleShape shape = resample_shape(rate, to);
  CAPTURE(rate, to);
  CHECK((shape.phases + 1) * shape.taps <= (std::int64_t{1} << 20));
  CHECK(shape.taps == 2 * shape.half);
  CHECK(resample_context(rate, to) == shape.half);
}

TEST_CASE("Resample rejects unsupported rates and invalid items") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto op = device.backend->make_resample({});
  CHECK_THROWS_AS(op->add_rate(999), Error);
  CHECK_THROWS_AS(op->add_rate(768001), Error);
  const Buffer pcm = device.make(16), row = device.make(1);
  const auto refused = [&](auto change) {
    ResampleItem item;
    item.frames = item.outputs = 1;
    change(item);
    CHECK_THROWS_AS(op->run(*device.stream, {item}, pcm.data(), row.floats()),
                    std::invalid_argument);
  };
  refused([](ResampleItem& item) { item.rate = 44100; });  // not planned
  refused([](ResampleItem& item) { item.outputs = 2; });
  refused([](ResampleItem& item) { item.row_offset = 1; });
  refused([](ResampleItem& item) { item.channels = 0; });
  refused([](ResampleItem& item) { item.frames = -1; });
  CHECK_THROWS_AS(op->run(*device.stream, std::vector<ResampleItem>(2), pcm.data(), row.floats()),
                  std::invalid_argument);
}

}  // namespace
}  // namespace canopy
