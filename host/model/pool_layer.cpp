#include "model/layers.h"
#include "ops/pool2d.h"

namespace canopy {
namespace {

class PoolLayer final : public Layer {
 public:
  PoolLayer(const LayerContext& context, const Pool2dParams& params)
      : output_(params.output()), op_(context.backend.make_pool2d(params)) {}
  Image output() const override { return output_; }
  void forward(const Pass& pass, bool, const float* x, float* y) override {
    op_->forward(pass.stream, pass.n, x, y);
  }
  void backward(const Pass& pass, const float* x, const float* y, float* dy, float* dx) override {
    if (dx) op_->backward(pass.stream, pass.n, x, y, dy, dx);
  }

 private:
  Image output_;
  std::unique_ptr<Pool2d> op_;
};

}  // namespace

std::unique_ptr<Layer> make_pool_layer(const LayerContext& context, const LayerConfig& config) {
  Pool2dParams params;
  params.input = context.input;
  params.kind = config.kind == LayerKind::max_pool ? PoolKind::max : PoolKind::average;
  params.height = params.stride_height = config.size[0];
  params.width = params.stride_width = config.size[1];
  params.max_items = context.max_items;
  const Image output = params.output();
  if (output.height < 1 || output.width < 1)
    throw_layer_error(context, "the pooling window is larger than the input");
  return std::make_unique<PoolLayer>(context, params);
}

}  // namespace canopy
