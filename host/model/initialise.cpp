#include "model/initialise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/parallel.h"
#include "base/philox.h"

namespace canopy {
namespace {

/// Elements [first, first + count) of a random sequence, uniform in (-limit, limit).
void uniform(float* to, std::int64_t first, std::int64_t count, float limit, std::uint64_t seed,
             std::uint64_t number) {
  over_threads(count, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end;) {
      const auto element = static_cast<std::uint64_t>(first + i);
      const Philox4 random = philox(seed, element / 4, number);
      for (auto lane = element % 4; lane < 4 && i < end; ++lane, ++i)
        to[i] = limit * (2.0f * uniform01(random.v[lane]) - 1.0f);
    }
  });
}

}  // namespace

void initialise_parameter(Backend& backend, Stream& stream, const Parameter& parameter,
                          std::uint64_t seed, std::uint64_t number) {
  constexpr std::int64_t block = std::int64_t{1} << 24;
  const auto limit = static_cast<float>(std::sqrt(6.0 / (parameter.fan_in + parameter.fan_out)));
  const std::int64_t count = parameter.count();
  std::vector<float> values(static_cast<std::size_t>(std::min(block, count)));
  for (std::int64_t first = 0; first < count; first += block) {
    const std::int64_t here = std::min(block, count - first);
    if (parameter.initial == Initial::glorot_uniform)
      uniform(values.data(), first, here, limit, seed, number);
    else
      std::fill(values.begin(), values.end(), parameter.initial == Initial::ones ? 1.0f : 0.0f);
    backend.upload(stream, parameter.value + first, values.data(), float_bytes(here));
    stream.synchronize();
  }
}

}  // namespace canopy
