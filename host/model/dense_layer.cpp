#include "model/layers.h"
#include "ops/dense.h"

namespace canopy {
namespace {

class DenseLayer final : public Layer {
 public:
  DenseLayer(const LayerContext& context, const DenseParams& params)
      : params_(params), optimizer_(context.optimizer), op_(context.backend.make_dense(params)) {
    kernel_.name = parameter_name(context, "kernel");
    kernel_.shape = {params.units, params.inputs};
    kernel_.initial = Initial::glorot_uniform;
    kernel_.fan_in = static_cast<double>(params.inputs);
    kernel_.fan_out = static_cast<double>(params.units);
    kernel_.fused_update = context.fused_update && (!context.clip || params.deferred_update);
    bias_.name = parameter_name(context, "bias");
    bias_.shape = {params.units};
  }

  Image output() const override { return {1, 1, params_.units}; }
  std::vector<Parameter*> parameters() override {
    if (params_.bias) return {&kernel_, &bias_};
    return {&kernel_};
  }
  void forward(const Pass& pass, bool, const float* x, float* y) override {
    op_->forward(pass.stream, pass.n, x, kernel_.value, bias_.value, y);
  }
  void backward(const Pass& pass, const float* x, const float* y, float* dy, float* dx) override {
    const DenseGradients gradients{x, kernel_.value, y, dy, kernel_.gradient, bias_.gradient, dx};
    if (params_.deferred_update)
      op_->backward_norm(pass.stream, pass.n, gradients, kernel_.square);
    else if (kernel_.fused_update)
      op_->backward_update(pass.stream, pass.n, gradients, optimizer_, pass.step,
                           {kernel_.value, kernel_.m, kernel_.v});
    else
      op_->backward(pass.stream, pass.n, gradients);
  }

  void update(const Pass& pass, const float* x, const float* scale) override {
    if (params_.deferred_update)
      op_->update(pass.stream, pass.n, x, optimizer_, pass.step,
                  {kernel_.value, kernel_.m, kernel_.v}, scale);
  }
  void prepare(int n) override { op_->prepare(n); }

 private:
  DenseParams params_;
  OptimizerParams optimizer_;
  std::unique_ptr<Dense> op_;
  Parameter kernel_, bias_;
};

}  // namespace

std::unique_ptr<Layer> make_dense_layer(const LayerContext& context, const LayerConfig& config) {
  DenseParams params;
  params.inputs = context.input.size();
  params.units = config.units;
  params.bias = config.bias;
  params.activation = config.activation;
  params.input_gradient = context.input_gradient;
  params.max_items = context.max_items;
  params.deferred_update =
      context.fused_update && context.clip && context.max_items <= dense_norm_items;
  return std::make_unique<DenseLayer>(context, params);
}

}  // namespace canopy
