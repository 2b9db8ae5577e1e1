// The settings of a layer.
#pragma once

#include <vector>

#include "base/choices.h"

namespace canopy {

enum class LayerKind {
  conv2d,
  batch_norm,
  activation,
  max_pool,
  average_pool,
  global_average_pool,
  flatten,
  dense,
  dropout
};

/// The "type" of the layer in a config; null past the last value, see base/names.h.
const char* layer_name(LayerKind kind);

/// One layer; only the members of its kind are used.
struct LayerConfig {
  LayerKind kind = LayerKind::flatten;
  int filters = 16;                            // conv2d
  std::vector<int> kernel = {3, 3};            // conv2d
  std::vector<int> strides = {1, 1};           // conv2d
  Padding padding = Padding::valid;            // conv2d
  bool bias = true;                            // conv2d, dense
  Activation activation = Activation::linear;  // conv2d, dense, batch_norm, activation
  int units = 1;                               // dense
  std::vector<int> size = {2, 2};              // pools; the stride is the size
  double rate = 0.5;                           // dropout
  double momentum = 0.1;                       // batch_norm: weight of the new batch
  double epsilon = 1e-5;                       // batch_norm
};

}  // namespace canopy
