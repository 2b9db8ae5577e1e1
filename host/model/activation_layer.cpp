#include "model/layers.h"
#include "ops/activation.h"

namespace canopy {
namespace {

class ActivationLayer final : public Layer {
 public:
  ActivationLayer(const LayerContext& context, const ActivationParams& params)
      : image_(context.input), op_(context.backend.make_activation(params)) {}
  Image output() const override { return image_; }
  void forward(const Pass& pass, bool, const float* x, float* y) override {
    op_->forward(pass.stream, pass.n, x, y);
  }
  void backward(const Pass& pass, const float*, const float* y, float* dy, float* dx) override {
    if (dx) op_->backward(pass.stream, pass.n, y, dy, dx);
  }

 private:
  Image image_;
  std::unique_ptr<ActivationOp> op_;
};

}  // namespace

std::unique_ptr<Layer> make_activation_layer(const LayerContext& context,
                                             const LayerConfig& config) {
  ActivationParams params;
  params.size = context.input.size();
  params.activation = config.activation;
  params.max_items = context.max_items;
  return std::make_unique<ActivationLayer>(context, params);
}

}  // namespace canopy
