#include "model/norm_layers.h"

namespace canopy {
namespace {

class BatchNormLayer final : public Layer {
 public:
  BatchNormLayer(const LayerContext& context, const BatchNormParams& params)
      : image_(params.input), op_(context.backend.make_batch_norm(params)), norm_(context) {}

  Image output() const override { return image_; }
  std::vector<Parameter*> parameters() override { return norm_.list(); }
  void forward(const Pass& pass, bool training, const float* x, float* y) override {
    if (training)
      op_->forward_training(pass.stream, pass.n, x, norm_.state(), y);
    else
      op_->forward_inference(pass.stream, pass.n, x, norm_.state(), y);
  }
  void backward(const Pass& pass, const float* x, const float* y, float* dy, float* dx) override {
    op_->backward(pass.stream, pass.n, norm_.state(),
                  {x, y, dy, dx ? dx : dy, norm_.gamma.gradient, norm_.beta.gradient});
  }

 private:
  Image image_;
  std::unique_ptr<BatchNorm> op_;
  NormParameters norm_;
};

}  // namespace

std::unique_ptr<Layer> make_batch_norm_layer(const LayerContext& context,
                                             const LayerConfig& config) {
  const Activation activation = config.activation;
  if (activation != Activation::linear && activation != Activation::relu)
    throw_layer_error(context, "the activation of batch_norm must be linear or relu");
  BatchNormParams params;
  params.input = context.input;
  params.epsilon = static_cast<float>(config.epsilon);
  params.momentum = static_cast<float>(config.momentum);
  params.activation = activation;
  params.max_items = context.max_items;
  return std::make_unique<BatchNormLayer>(context, params);
}

}  // namespace canopy
