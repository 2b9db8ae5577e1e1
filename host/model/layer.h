// A layer: an op (or none) with its parameters, made for one input shape.
#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "model/parameter.h"
#include "ops/backend.h"
#include "ops/optimizer.h"
#include "ops/tensor.h"

namespace canopy {

/// What holds for one pass over one batch.
struct Pass {
  Stream& stream;
  int n;                    // items, 1 .. max_items
  const StepScalars* step;  // device memory; null in inference
};

/// What a layer is made from.
struct LayerContext {
  Backend& backend;
  Image input;    // of one item
  int index = 0;  // in the config's list; names the parameters
  int max_items = 1;
  bool training = false;
  bool input_gradient = true;  // false for the first layer with an op
  bool fused_update = false;   // dense layers update their weights without storing the gradient,
  bool clip = false;           // and with this not in backward but in update
  OptimizerParams optimizer;
  std::uint64_t seed = 0;
};

class Layer {
 public:
  virtual ~Layer() = default;
  virtual Image output() const = 0;
  virtual std::vector<Parameter*> parameters() { return {}; }
  /// True when forward would only rename the shape: its output is its input.
  virtual bool is_view() const { return false; }
  /// x [n, input] -> y [n, output]. `training` chooses batch statistics and dropout.
  virtual void forward(const Pass&, bool training, const float* x, float* y) = 0;
  /// Gradients of the last training forward. dy [n, output] is overwritten; dx [n, input] is null
  /// where the context said no input gradient.
  virtual void backward(const Pass&, const float* x, const float* y, float* dy, float* dx) = 0;
  /// With the context's `clip`: the update of parameters that have no stored gradient, as if the
  /// last backward's gradient were times *scale (device memory). x as in backward.
  virtual void update(const Pass&, const float* /*x*/, const float* /*scale*/) {}
  /// Plans for n items ahead of their first run.
  virtual void prepare(int /*n*/) {}
  /// True when backward's dx may lie where y lies.
  virtual bool input_gradient_may_replace_output() const { return false; }
};

/// Makes layer `config` (and, where the next ones fuse into it, those too: `taken` is how many
/// layers of the list it stands for). Throws Error(config) with the layer's pointer when its shape
/// makes no sense.
std::unique_ptr<Layer> make_layer(const LayerContext& context,
                                  const std::vector<LayerConfig>& layers, int& taken);

}  // namespace canopy
