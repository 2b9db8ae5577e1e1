#include "model/layers.h"
#include "ops/global_pool.h"

namespace canopy {
namespace {

class GlobalPoolLayer final : public Layer {
 public:
  GlobalPoolLayer(const LayerContext& context, const GlobalPoolParams& params)
      : channels_(params.input.channels), op_(context.backend.make_global_pool(params)) {}
  Image output() const override { return {1, 1, channels_}; }
  void forward(const Pass& pass, bool, const float* x, float* y) override {
    op_->forward(pass.stream, pass.n, x, y);
  }
  void backward(const Pass& pass, const float*, const float*, float* dy, float* dx) override {
    if (dx) op_->backward(pass.stream, pass.n, dy, dx);
  }

 private:
  std::int64_t channels_;
  std::unique_ptr<GlobalPool> op_;
};

}  // namespace

std::unique_ptr<Layer> make_global_pool_layer(const LayerContext& context, const LayerConfig&) {
  GlobalPoolParams params;
  params.input = context.input;
  params.max_items = context.max_items;
  return std::make_unique<GlobalPoolLayer>(context, params);
}

}  // namespace canopy
