// A layer: an op, if it needs one, with its parameters, made for one input shape.
#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "model/parameter.h"
#include "ops/backend.h"
#include "ops/optimizer.h"
#include "ops/tensor.h"

namespace canopy {

/// The arguments of one pass over one batch.
struct Pass {
  Stream& stream;
  int n;                    // items, 1 .. max_items
  const StepScalars* step;  // device memory; null in inference
};

/// The arguments for making a layer.
struct LayerContext {
  Backend& backend;
  Image input;    // of one item
  int index = 0;  // in the config's list; names the parameters
  int max_items = 1;
  bool training = false;
  bool input_gradient = true;  // false if no layer before this one has parameters
  bool fused_update = false;   // dense layers update their weights without storing the gradient
  bool clip = false;           // gradients are clipped: fused updates happen in update()
  OptimizerParams optimizer;
  std::uint64_t seed = 0;
};

class Layer {
 public:
  virtual ~Layer() = default;
  virtual Image output() const = 0;
  virtual std::vector<Parameter*> parameters() { return {}; }
  /// True if only the shape changes: the output is the input, and forward does nothing.
  virtual bool is_view() const { return false; }
  /// x [n, input] -> y [n, output]. `training` chooses batch statistics and dropout.
  virtual void forward(const Pass&, bool training, const float* x, float* y) = 0;
  /// Gradients of the last training forward. dy [n, output] may be overwritten; dx [n, input] is
  /// null if the input gradient is not needed.
  virtual void backward(const Pass&, const float* x, const float* y, float* dy, float* dx) = 0;
  /// With the context's `clip`: updates the parameters whose gradient is not stored, with the
  /// gradient of the last backward times *scale (device memory). x as in backward.
  virtual void update(const Pass&, const float* /*x*/, const float* /*scale*/) {}
  /// Prepares for batches of n items before the first one.
  virtual void prepare(int /*n*/) {}
  /// True if backward's dx may be in the memory of y.
  virtual bool input_gradient_may_replace_output() const { return false; }
};

/// Makes layer context.index of the list, fused with the layers after it where possible: it
/// replaces `fused` layers of the list. Throws Error(config) with the layer's pointer if it does
/// not fit its input.
std::unique_ptr<Layer> make_layer(const LayerContext& context,
                                  const std::vector<LayerConfig>& layers, int& fused);

}  // namespace canopy
