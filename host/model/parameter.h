// A named tensor of the network. Layers own their parameters; the network allocates their memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

enum class Initial { zeros, ones, glorot_uniform };

struct Parameter {
  std::string name;  // "layers.3.kernel"
  std::vector<std::int64_t> shape;
  Initial initial = Initial::zeros;
  double fan_in = 1, fan_out = 1;  // of glorot_uniform
  bool trainable = true;           // false: running statistics, saved but not optimised
  bool fused_update = false;       // its layer updates it; the gradient is not stored

  // Device memory, set by the network; null if not needed (inference, not trainable, fused).
  float* value = nullptr;
  float* gradient = nullptr;
  float* m = nullptr;
  float* v = nullptr;
  double* square = nullptr;  // where the squared norm of an unstored gradient is written

  std::int64_t count() const {
    std::int64_t n = 1;
    for (std::int64_t d : shape) n *= d;
    return n;
  }
};

}  // namespace canopy
