// Masks of spectrograms: their positions, lengths and values, and their dependence on seed and
// step.
#include "ops/mask.h"

#include <cmath>
#include <set>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

std::vector<float> run(TestDevice& device, const MaskParams& p, int n, std::uint32_t step,
                       const std::vector<float>& images) {
  const auto op = device.backend->make_mask(p);
  const StepScalars s{0, 0, 0, step};
  const Buffer scalars = device.backend->allocate(sizeof s);
  device.backend->upload(*device.stream, scalars.data(), &s, sizeof s);
  const Buffer x = device.put(images);
  op->run(*device.stream, n, scalars.as<StepScalars>(), x.floats());
  return device.get(x, static_cast<std::int64_t>(images.size()));
}

/// Whether all values of a line (a frame or a band) of an item are equal.
bool line_masked(const std::vector<float>& got, std::size_t first, std::size_t step, int count) {
  for (int k = 1; k < count; ++k)
    if (got[first + static_cast<std::size_t>(k) * step] != got[first]) return false;
  return true;
}

}  // namespace

TEST_CASE("Mask: lengths and positions follow the parameters, and other values are unchanged") {
  CANOPY_ON_EACH_DEVICE(device);
  MaskParams p;
  p.frames = 60, p.bands = 20;
  p.time_masks = 1, p.max_frames = 7, p.band_masks = 1, p.max_bands = 3;
  p.seed = 77, p.max_items = 8;
  const std::vector<float> images = random_floats(8 * 60 * 20, 3);
  std::set<int> lengths, widths, places;
  for (std::uint32_t step = 1; step <= 80; ++step) {
    const std::vector<float> got = run(device, p, 8, step, images);
    for (std::size_t i = 0; i < 8; ++i) {
      double mean = 0;
      for (std::size_t k = 0; k < 1200; ++k) mean += double{images[i * 1200 + k]} / 1200;
      std::vector<bool> frame(60), band(20);
      int frames = 0, bands = 0;
      for (std::size_t f = 0; f < 60; ++f)
        if ((frame[f] = line_masked(got, i * 1200 + f * 20, 1, 20))) ++frames;
      for (std::size_t b = 0; b < 20; ++b)
        if ((band[b] = line_masked(got, i * 1200 + b, 20, 60))) ++bands;
      lengths.insert(frames), widths.insert(bands);
      for (std::size_t f = 0; f < 60; ++f) {
        if (frame[f]) places.insert(static_cast<int>(f));
        for (std::size_t b = 0; b < 20; ++b) {
          const float value = got[i * 1200 + f * 20 + b];
          if (frame[f] || band[b])
            REQUIRE(value == Catch::Approx(mean).margin(1e-6));
          else
            REQUIRE(value == images[i * 1200 + f * 20 + b]);
        }
      }
    }
  }
  CHECK(lengths == std::set<int>{0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(widths == std::set<int>{0, 1, 2, 3});
  CHECK(places.size() == 60);
}

TEST_CASE("Mask: depends on seed, step and item, and is the same on every device") {
  CANOPY_ON_EACH_DEVICE(device);
  MaskParams p;
  p.frames = 298, p.bands = 64;
  p.time_masks = 2, p.max_frames = 40, p.band_masks = 3, p.max_bands = 12;
  p.seed = 0x123456789abcull, p.max_items = 5;
  const std::vector<float> images = random_floats(5 * 298 * 64, 3);
  const std::vector<float> got = run(device, p, 5, 9, images);
  CHECK(run(device, p, 5, 9, images) == got);
  const std::size_t two = 2 * 298 * 64;
  const std::vector<float> fewer =
      run(device, p, 2, 9, {images.begin(), images.begin() + static_cast<std::ptrdiff_t>(two)});
  CHECK(std::equal(fewer.begin(), fewer.end(), got.begin()));
  CHECK(run(device, p, 5, 10, images) != got);
  p.seed += 1;
  CHECK(run(device, p, 5, 9, images) != got);
  p.seed -= 1;
  TestDevice cpu = open_test_device("cpu");
  CHECK(relative_error(got, as_double(run(cpu, p, 5, 9, images))) < 1e-7);
}

TEST_CASE("Mask: no mask, and masks of the whole image", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  MaskParams p;
  p.frames = 33, p.bands = 5, p.max_items = 3;
  const std::vector<float> images = random_floats(3 * 33 * 5, 3);
  CHECK(run(device, p, 3, 1, images) == images);
  p.time_masks = 16, p.max_frames = 33;
  for (const float v : run(device, p, 3, 1, images)) REQUIRE(std::isfinite(v));
}

TEST_CASE("Mask rejects masks larger than the image, and more than 16") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto refused = [&](auto change) {
    MaskParams p;
    p.frames = 10, p.bands = 4;
    change(p);
    CHECK_THROWS_AS(device.backend->make_mask(p), std::invalid_argument);
  };
  refused([](MaskParams& p) { p.frames = 0; });
  refused([](MaskParams& p) { p.time_masks = 17; });
  refused([](MaskParams& p) { p.band_masks = -1; });
  refused([](MaskParams& p) { p.max_frames = 11; });
  refused([](MaskParams& p) { p.max_bands = 5; });
}
