// A named tensor of the network. Layers own their parameters; the network places them in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

enum class Initial { zeros, ones, glorot_uniform };

struct Parameter {
  std::string name;                  // "layers.3.kernel"
  std::vector<std::int64_t> shape;
  Initial initial = Initial::zeros;
  double fan_in = 1, fan_out = 1;    // of glorot_uniform
  bool trainable = true;             // false: running averages, saved but not optimised
  bool fused_update = false;         // updated inside its layer's backward: has no gradient

  // Device memory, set by the network; null where there is none (inference, not trainable, fused).
  float* value = nullptr;
  float* gradient = nullptr;
  float* m = nullptr;
  float* v = nullptr;
  double* square = nullptr;  // where a gradient that is nowhere stored leaves its squared norm

  std::int64_t count() const {
    std::int64_t n = 1;
    for (std::int64_t d : shape) n *= d;
    return n;
  }
};

}  // namespace canopy
