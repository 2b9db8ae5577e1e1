// Pooling compared with naive double-precision loops and finite differences.
#include "ops/pool2d.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"
#include "support/gradient_check.h"
#include "support/reference_images.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Case {
  Image input;
  int height, width, stride_height, stride_width, max_items, n;
};

const std::vector<Case> cases = {
    {{1, 1, 1}, 1, 1, 1, 1, 1, 1},      {{2, 2, 1}, 2, 2, 2, 2, 2, 2},
    {{7, 5, 3}, 2, 2, 2, 2, 3, 2},      {{11, 13, 16}, 2, 2, 2, 2, 4, 3},
    {{8, 9, 17}, 3, 2, 3, 2, 2, 1},     {{9, 7, 4}, 3, 3, 2, 2, 2, 2},       // overlapping windows
    {{10, 10, 2}, 2, 2, 3, 3, 1, 1},                                         // gaps between windows
    {{5, 37, 32}, 5, 1, 1, 1, 2, 2},    {{4, 6, 300}, 2, 2, 2, 2, 2, 2},     // several blocks wide
    {{3, 5, 131}, 2, 3, 1, 2, 3, 3},                                         // the same in scalars
    {{4, 31700, 17}, 2, 2, 2, 1, 1, 1}, {{3, 31999, 13}, 2, 1, 2, 1, 1, 1},  // many iterations
};

Pool2dParams params(const Case& c, PoolKind kind) {
  return {c.input, kind, c.height, c.width, c.stride_height, c.stride_width, c.max_items};
}

}  // namespace

TEST_CASE("pool2d agrees with naive loops and finite differences") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const PoolKind kind : {PoolKind::max, PoolKind::average})
    for (const Case& c : cases) {
      CAPTURE(static_cast<int>(kind), c.input.height, c.input.width, c.input.channels, c.height);
      const Pool2dParams p = params(c, kind);
      const std::int64_t in = c.n * p.input.size(), out = c.n * p.output().size();
      const std::vector<float> x = random_floats(in, 1), dy = random_floats(out, 2);
      const auto op = device.backend->make_pool2d(p);
      const Buffer dev_x = device.put(x), dev_dy = device.put(dy);
      const Buffer dev_y = device.make(out), dev_dx = device.make(in);
      op->forward(*device.stream, c.n, dev_x.floats(), dev_y.floats());
      op->backward(*device.stream, c.n, dev_x.floats(), dev_y.floats(), dev_dy.floats(),
                   dev_dx.floats());
      const std::vector<float> dx = device.get(dev_dx, in);
      CHECK(relative_error(device.get(dev_y, out), reference_pool(p, c.n, as_double(x))) < 1e-6);
      CHECK(relative_error(dx, reference_pool_gradient(p, c.n, as_double(x), as_double(dy))) <
            1e-6);
      if (in > 500) continue;
      const Doubles numeric = finite_differences(as_double(x), [&](const Doubles& v) {
        return dot(as_double(dy), reference_pool(p, c.n, v));
      });
      CHECK(relative_error(dx, numeric) < 1e-5);
    }
}

TEST_CASE("pool2d gives the gradient to the first of equal maxima") {
  CANOPY_ON_EACH_DEVICE(device);
  const Pool2dParams p{{2, 4, 1}, PoolKind::max, 2, 2, 2, 2, 1};
  const auto op = device.backend->make_pool2d(p);
  const Buffer x = device.put(std::vector<float>{0, 3, 5, 5, 3, 3, 5, 5});
  const Buffer dy = device.put(std::vector<float>{7, 9}), y = device.make(2), dx = device.make(8);
  op->forward(*device.stream, 1, x.floats(), y.floats());
  op->backward(*device.stream, 1, x.floats(), y.floats(), dy.floats(), dx.floats());
  CHECK(device.get(y, 2) == std::vector<float>{3, 5});
  CHECK(device.get(dx, 8) == std::vector<float>{0, 7, 9, 0, 0, 0, 0, 0});
}

TEST_CASE("pool2d handles equal maxima in overlapping, adjacent and separate windows",
          "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t channels : {1, 4, 6})
    for (const Pool2dParams& p : {Pool2dParams{{7, 9, channels}, PoolKind::max, 3, 3, 1, 2, 2},
                                  Pool2dParams{{8, 7, channels}, PoolKind::max, 2, 2, 2, 2, 2},
                                  Pool2dParams{{9, 10, channels}, PoolKind::max, 2, 3, 3, 3, 2}}) {
      CAPTURE(channels, p.height, p.width, p.stride_height, p.stride_width);
      const std::int64_t in = 2 * p.input.size(), out = 2 * p.output().size();
      std::vector<float> x = random_floats(in, 1);
      for (float& v : x) v = std::round(v);  // few distinct values, so most windows have duplicates
      const std::vector<float> dy = random_floats(out, 2);
      const auto op = device.backend->make_pool2d(p);
      const Buffer dev_x = device.put(x), dev_dy = device.put(dy), y = device.make(out);
      const Buffer dx = device.make(in);
      op->forward(*device.stream, 2, dev_x.floats(), y.floats());
      op->backward(*device.stream, 2, dev_x.floats(), y.floats(), dev_dy.floats(), dx.floats());
      CHECK(relative_error(device.get(dx, in),
                           reference_pool_gradient(p, 2, as_double(x), as_double(dy))) < 1e-6);
    }
}

TEST_CASE("pool2d works on unaligned images") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const PoolKind kind : {PoolKind::max, PoolKind::average}) {
    CAPTURE(static_cast<int>(kind));
    const Pool2dParams p{{6, 5, 8}, kind, 2, 2, 2, 2, 2};
    const std::int64_t in = 2 * p.input.size(), out = 2 * p.output().size();
    const std::vector<float> x = random_floats(in + 1, 1), dy = random_floats(out + 1, 2);
    const auto op = device.backend->make_pool2d(p);
    const Buffer dev_x = device.put(x), dev_dy = device.put(dy), y = device.make(out + 1);
    const Buffer dx = device.make(in + 1);
    op->forward(*device.stream, 2, dev_x.floats() + 1, y.floats() + 1);
    op->backward(*device.stream, 2, dev_x.floats() + 1, y.floats() + 1, dev_dy.floats() + 1,
                 dx.floats() + 1);
    const auto rest = [](const std::vector<float>& v) {
      return std::vector<float>(v.begin() + 1, v.end());
    };
    const Doubles x64 = as_double(rest(x));
    CHECK(relative_error(rest(device.get(y, out + 1)), reference_pool(p, 2, x64)) < 1e-6);
    CHECK(relative_error(rest(device.get(dx, in + 1)),
                         reference_pool_gradient(p, 2, x64, as_double(rest(dy)))) < 1e-6);
  }
}

TEST_CASE("pool2d keeps NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const PoolKind kind : {PoolKind::max, PoolKind::average})
    for (const std::int64_t channels : {1, 5, 16}) {
      CAPTURE(static_cast<int>(kind), channels);
      const Pool2dParams p{{4, 6, channels}, kind, 2, 2, 2, 2, 1};
      std::vector<float> x = random_floats(p.input.size(), 1);
      for (std::size_t i = 0; i < x.size(); i += static_cast<std::size_t>(channels))
        x[i] = std::nanf("");  // all of channel 0, as caused by invalid weights
      const Buffer dev_x = device.put(x), y = device.make(p.output().size());
      device.backend->make_pool2d(p)->forward(*device.stream, 1, dev_x.floats(), y.floats());
      const std::vector<float> got = device.get(y, p.output().size());
      for (std::size_t i = 0; i < got.size(); ++i)
        REQUIRE(std::isnan(got[i]) == (i % static_cast<std::size_t>(channels) == 0));
    }
}

TEST_CASE("pool2d keeps a single NaN at any position in a window") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const PoolKind kind : {PoolKind::max, PoolKind::average})
    for (const std::int64_t channels : {1, 4})
      for (const std::int64_t place : {0, 1, 2, 3}) {
        CAPTURE(static_cast<int>(kind), channels, place);
        const Pool2dParams p{{2, 2, channels}, kind, 2, 2, 2, 2, 1};
        std::vector<float> x(static_cast<std::size_t>(p.input.size()), 1.0f);
        x[static_cast<std::size_t>(place * channels)] = std::nanf("");
        const Buffer dev_x = device.put(x), y = device.make(channels);
        device.backend->make_pool2d(p)->forward(*device.stream, 1, dev_x.floats(), y.floats());
        const std::vector<float> got = device.get(y, channels);
        for (std::int64_t c = 0; c < channels; ++c)
          CHECK(std::isnan(got[static_cast<std::size_t>(c)]) == (c == 0));
      }
}

TEST_CASE("pool2d rejects windows larger than the image") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_pool2d({{2, 4, 1}, PoolKind::max, 3, 2, 2, 2, 1}),
                  std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_pool2d({{2, 4, 1}, PoolKind::max, 2, 2, 0, 2, 1}),
                  std::invalid_argument);
}
