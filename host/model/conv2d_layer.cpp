#include "model/layers.h"
#include "ops/conv2d.h"

namespace canopy {
namespace {

class Conv2dLayer final : public Layer {
 public:
  Conv2dLayer(const LayerContext& context, const Conv2dParams& params)
      : params_(params), op_(context.backend.make_conv2d(params)) {
    const double window = params.kernel_height * params.kernel_width;
    kernel_.name = parameter_name(context, "kernel");
    kernel_.shape = {params.filters, params.kernel_height, params.kernel_width,
                     params.input.channels};
    kernel_.initial = Initial::glorot_uniform;
    kernel_.fan_in = window * static_cast<double>(params.input.channels);
    kernel_.fan_out = window * params.filters;
    bias_.name = parameter_name(context, "bias");
    bias_.shape = {params.filters};
  }

  Image output() const override { return params_.output(); }
  std::vector<Parameter*> parameters() override {
    if (params_.bias) return {&kernel_, &bias_};
    return {&kernel_};
  }
  void forward(const Pass& pass, bool, const float* x, float* y) override {
    op_->forward(pass.stream, pass.n, x, kernel_.value, bias_.value, y);
  }
  void backward(const Pass& pass, const float* x, const float* y, float* dy, float* dx) override {
    op_->backward(pass.stream, pass.n,
                  {x, kernel_.value, y, dy, kernel_.gradient, bias_.gradient, dx});
  }
  void prepare(int n) override { op_->prepare(n); }
  bool input_gradient_may_replace_output() const override {
    return op_->input_gradient_may_replace_output();
  }

 private:
  Conv2dParams params_;
  std::unique_ptr<Conv2d> op_;
  Parameter kernel_, bias_;
};

}  // namespace

std::unique_ptr<Layer> make_conv2d_layer(const LayerContext& context, const LayerConfig& config) {
  Conv2dParams params;
  params.input = context.input;
  params.filters = config.filters;
  params.kernel_height = config.kernel[0];
  params.kernel_width = config.kernel[1];
  params.stride_height = config.strides[0];
  params.stride_width = config.strides[1];
  params.padding = config.padding;
  params.bias = config.bias;
  params.activation = config.activation;
  params.input_gradient = context.input_gradient;
  params.max_items = context.max_items;
  const Image output = params.output();
  if (output.height < 1 || output.width < 1)
    throw_layer_error(context, "the kernel is larger than the input");
  return std::make_unique<Conv2dLayer>(context, params);
}

}  // namespace canopy
