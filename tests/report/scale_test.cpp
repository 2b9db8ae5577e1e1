#include "report/scale.h"

#include <cmath>

#include <catch2/catch_test_macros.hpp>

using namespace canopy;

namespace {

std::vector<std::string> labels(const Scale& scale) {
  std::vector<std::string> out;
  for (const Tick& tick : scale.ticks) out.push_back(tick.label);
  return out;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("ratio scales end at 1 and start at a round number below the smallest value") {
  CHECK(labels(ratio_scale(0)) == Labels{"0", "0.2", "0.4", "0.6", "0.8", "1"});
  CHECK(labels(ratio_scale(0.87)) == Labels{"0.85", "0.9", "0.95", "1"});
  CHECK(labels(ratio_scale(0.9999)) == Labels{"0.9", "0.92", "0.94", "0.96", "0.98", "1"});
  CHECK(labels(ratio_scale(0.71)) == Labels{"0.7", "0.8", "0.9", "1"});
}

TEST_CASE("loss scales start at 0, or are logarithmic for a wide range") {
  CHECK(labels(loss_scale(0.1, 0.7)) == Labels{"0", "0.2", "0.4", "0.6", "0.8"});
  CHECK(labels(loss_scale(0, 31)) == Labels{"0", "10", "20", "30", "40"});
  CHECK(labels(loss_scale(0, 0)) == Labels{"0", "0.2", "0.4", "0.6", "0.8", "1"});
  const Scale wide = loss_scale(0.004, 2.3);
  CHECK(wide.logarithmic);
  CHECK(labels(wide) == Labels{"0.001", "0.01", "0.1", "1", "10"});
  CHECK(std::fabs(wide.position(0.1) - 0.5) < 1e-12);
  CHECK(wide.position(0) == 0);
  CHECK_FALSE(loss_scale(0.1, 4.9).logarithmic);
  CHECK(labels(loss_scale(1e-30, 1e6)).size() <= 7);
}

TEST_CASE("epoch ticks are whole numbers from 1, and few enough to be readable") {
  CHECK(labels(epoch_scale(1, 1)) == Labels{"1"});
  CHECK(labels(epoch_scale(1, 4)) == Labels{"1", "2", "3", "4"});
  CHECK(labels(epoch_scale(1, 50)) ==
        Labels{"5", "10", "15", "20", "25", "30", "35", "40", "45", "50"});
  CHECK(labels(epoch_scale(1, 5000)).size() <= 11);
  for (int last = 1; last < 300; ++last) {
    const Scale scale = epoch_scale(1, last);
    for (const Tick& tick : scale.ticks) {
      CHECK(tick.value >= 1);
      CHECK(tick.value <= last);
    }
    CHECK(scale.position(1) > 0);
    CHECK(scale.position(last) < 1);
  }
}
