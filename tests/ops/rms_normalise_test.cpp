// Normalising the level of windows.
#include "ops/rms_normalise.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

std::vector<double> naive(const float* from, std::int64_t samples) {
  double mean = 0, squares = 0;
  for (std::int64_t k = 0; k < samples; ++k) mean += double{from[k]} / static_cast<double>(samples);
  for (std::int64_t k = 0; k < samples; ++k) squares += std::pow(double{from[k]} - mean, 2);
  const double rms = std::sqrt(squares / static_cast<double>(samples));
  std::vector<double> out;
  for (std::int64_t k = 0; k < samples; ++k) out.push_back((double{from[k]} - mean) / rms);
  return out;
}

std::vector<float> run(TestDevice& device, const std::vector<float>& wave, std::int64_t samples) {
  const auto op = device.backend->make_rms_normalise({samples, 1});
  const Buffer in = device.put(wave), out = device.make(samples);
  op->run(*device.stream, 1, in.floats(), samples, out.floats());
  return device.get(out, samples);
}

}  // namespace

TEST_CASE("RmsNormalise: any window gets a mean of 0 and an RMS of 1") {
  CANOPY_ON_EACH_DEVICE(device);
  const std::int64_t samples = GENERATE(2, 31, 1023, 1024, 1025, 8200);
  const float scale = GENERATE(1e-4f, 1.0f, 3e3f), shift = GENERATE(0.0f, 5.0f);
  CAPTURE(samples, scale, shift);
  constexpr int n = 3;
  std::vector<float> waves = random_floats(n * samples, 6, scale);
  for (float& v : waves) v += shift * scale;
  const auto op = device.backend->make_rms_normalise({samples, n});
  const Buffer in = device.put(waves), out = device.make(n * samples + 1);
  op->run(*device.stream, n, in.floats(), samples, out.floats());
  std::vector<float> got = device.get(out, n * samples + 1);
  CHECK(std::isnan(got.back()));
  got.pop_back();
  std::vector<double> want;
  for (int i = 0; i < n; ++i)
    for (double v : naive(waves.data() + i * samples, samples)) want.push_back(v);
  CHECK(relative_error(got, want) < 2e-6);
  op->run(*device.stream, n, in.floats(), samples, in.floats());  // in place
  CHECK(device.get(in, n * samples) == got);
}

TEST_CASE("RmsNormalise: windows may overlap, and the input is not changed", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  constexpr std::int64_t samples = 300, stride = 70;
  const std::vector<float> wave = random_floats(4 * stride + samples, 2);
  const auto op = device.backend->make_rms_normalise({samples, 5});
  const Buffer in = device.put(wave), out = device.make(5 * samples);
  op->run(*device.stream, 5, in.floats(), stride, out.floats());
  const std::vector<float> got = device.get(out, 5 * samples);
  for (std::int64_t i = 0; i < 5; ++i)
    CHECK(relative_error({got.begin() + i * samples, got.begin() + (i + 1) * samples},
                         naive(wave.data() + i * stride, samples)) < 1e-6);
  CHECK(device.get(in, 4 * stride + samples) == wave);
}

TEST_CASE("RmsNormalise: silent and constant windows and windows with NaN are not changed") {
  CANOPY_ON_EACH_DEVICE(device);
  const std::vector<float> silence(700, 0.0f), constant(700, 0.25f);
  CHECK(run(device, silence, 700) == silence);
  CHECK(run(device, constant, 700) == constant);
  std::vector<float> faint = random_floats(700, 4, 1e-7f);
  CHECK(run(device, faint, 700) == faint);
  std::vector<float> broken = random_floats(700, 4);
  broken[333] = std::nanf("");
  const std::vector<float> got = run(device, broken, 700);
  CHECK(std::isnan(got[333]));
  CHECK(got[332] == broken[332]);
}

TEST_CASE("RmsNormalise rejects empty windows") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_rms_normalise({0, 1}), std::invalid_argument);
}
