// Per-channel energy normalisation compared with librosa and with the formula in double.
#include "ops/pcen.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/feature_golden.h"
#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

std::vector<float> run(TestDevice& device, const PcenParams& p, int n,
                       const std::vector<float>& energy, bool in_place = false) {
  const auto op = device.backend->make_pcen(p);
  const std::int64_t size = n * p.frames * p.bands;
  const Buffer in = device.put(energy), out = device.make(size);
  float* to = in_place ? in.floats() : out.floats();
  op->run(*device.stream, n, in.floats(), to);
  return device.get(in_place ? in : out, size);
}

/// The energy of make_pcen.py.
std::vector<float> golden_energy() {
  std::vector<float> values = golden_wave(60 * 6, 4);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] *= values[i];
    if (i >= 30 * 6) values[i] *= 100.0f;
    if (i % 6 == 5) values[i] = 0;
  }
  return values;
}

std::vector<double> naive(const PcenParams& p, int n, const std::vector<float>& energy) {
  std::vector<double> out(energy.size());
  for (int item = 0; item < n; ++item)
    for (int band = 0; band < p.bands; ++band) {
      double mean = 0;
      for (std::int64_t t = 0; t < p.frames; ++t) {
        const std::size_t at = static_cast<std::size_t>((item * p.frames + t) * p.bands + band);
        const double e = energy[at], s = p.smoothing;
        mean = t == 0 ? e : (1 - s) * mean + s * e;
        const double level = std::pow(double{p.epsilon} + mean, double{p.gain});
        out[at] = std::pow(e / level + double{p.bias}, double{p.power}) -
                  std::pow(double{p.bias}, double{p.power});
      }
    }
  return out;
}

}  // namespace

TEST_CASE("Pcen: agrees with librosa's, started at the first frame", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  PcenParams p;
  p.frames = 60, p.bands = 6;
  p.smoothing = pcen_smoothing(0.4 * 16000 / 160);
  CHECK(p.smoothing == Catch::Approx(golden_block("smoothing_usual", "pcen.txt")[0]).epsilon(1e-6));
  CHECK(relative_error(run(device, p, 1, golden_energy()), golden_block("pcen_usual", "pcen.txt")) <
        1e-5);
  p.gain = 0.6f, p.bias = 10, p.power = 0.25f, p.epsilon = 1e-3f;
  p.smoothing = pcen_smoothing(0.06 * 16000 / 160);
  CHECK(p.smoothing == Catch::Approx(golden_block("smoothing_other", "pcen.txt")[0]).epsilon(1e-6));
  CHECK(relative_error(run(device, p, 1, golden_energy()), golden_block("pcen_other", "pcen.txt")) <
        1e-5);
}

TEST_CASE("Pcen: frames and bands around the block sizes, also in place") {
  CANOPY_ON_EACH_DEVICE(device);
  PcenParams p;
  p.frames = GENERATE(1, 2, 15, 16, 17, 33, 298);
  p.bands = GENERATE(1, 31, 32, 33, 64);
  p.max_items = 3;
  CAPTURE(p.frames, p.bands);
  std::vector<float> energy = random_floats(3 * p.frames * p.bands, 8);
  for (float& v : energy) v *= v;
  for (const int n : {3, 1}) {
    energy.resize(static_cast<std::size_t>(n * p.frames * p.bands));
    const std::vector<double> want = naive(p, n, energy);
    CHECK(relative_error(run(device, p, n, energy), want) < 1e-5);
    CHECK(relative_error(run(device, p, n, energy, true), want) < 1e-5);
  }
}

TEST_CASE("Pcen: silence gives zero, and a louder recording gives almost the same result") {
  CANOPY_ON_EACH_DEVICE(device);
  PcenParams p;
  p.frames = 50, p.bands = 8;
  const std::vector<float> nothing(50 * 8, 0.0f);
  CHECK(run(device, p, 1, nothing) == nothing);
  std::vector<float> energy = random_floats(50 * 8, 3), louder;
  for (float& v : energy) v = 1 + v * v, louder.push_back(100 * v);
  const std::vector<float> quiet = run(device, p, 1, energy), loud = run(device, p, 1, louder);
  for (std::size_t i = 0; i < quiet.size(); ++i)  // 100 ^ (1 - 0.98) is 1.096
    CHECK(loud[i] == Catch::Approx(quiet[i]).epsilon(0.1));
}

TEST_CASE("Pcen rejects invalid parameters") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto refused = [&](auto change) {
    PcenParams p;
    change(p);
    CHECK_THROWS_AS(device.backend->make_pcen(p), std::invalid_argument);
  };
  refused([](PcenParams& p) { p.frames = 0; });
  refused([](PcenParams& p) { p.bias = 0; });
  refused([](PcenParams& p) { p.smoothing = 0; });
  refused([](PcenParams& p) { p.smoothing = 1.5f; });
  refused([](PcenParams& p) { p.epsilon = 0; });
  refused([](PcenParams& p) { p.gain = std::nanf(""); });
}

TEST_CASE("pcen_smoothing is above 0 and at most 1 for any time constant") {
  for (const double frames : {1e-9, 1e-3, 1.0, 40.0, 1e6}) {
    const float s = pcen_smoothing(frames);
    CHECK(s > 0);
    CHECK(s <= 1);
  }
}
