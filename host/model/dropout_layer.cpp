#include "model/layers.h"
#include "ops/dropout.h"

namespace canopy {
namespace {

class DropoutLayer final : public Layer {
 public:
  DropoutLayer(const LayerContext& context, const DropoutParams& params)
      : backend_(context.backend), image_(context.input), op_(backend_.make_dropout(params)) {}
  Image output() const override { return image_; }
  void forward(const Pass& pass, bool training, const float* x, float* y) override {
    if (training)
      op_->forward(pass.stream, pass.n, pass.step, x, y);
    else
      backend_.copy(pass.stream, y, x, float_bytes(pass.n * image_.size()));
  }
  void backward(const Pass& pass, const float*, const float*, float* dy, float* dx) override {
    if (dx) op_->backward(pass.stream, pass.n, pass.step, dy, dx);
  }

 private:
  Backend& backend_;
  Image image_;
  std::unique_ptr<Dropout> op_;
};

}  // namespace

std::unique_ptr<Layer> make_dropout_layer(const LayerContext& context, const LayerConfig& config) {
  DropoutParams params;
  params.size = context.input.size();
  params.rate = static_cast<float>(config.rate);
  // different random numbers for each dropout layer of the network
  params.seed = context.seed ^ (0x9E3779B97F4A7C15ull * static_cast<unsigned>(context.index + 1));
  params.max_items = context.max_items;
  return std::make_unique<DropoutLayer>(context, params);
}

}  // namespace canopy
