#include "model/norm_layers.h"
#include "ops/norm_act_pool.h"

namespace canopy {
namespace {

class NormActPoolLayer final : public Layer {
 public:
  NormActPoolLayer(const LayerContext& context, const NormActPoolParams& params)
      : output_(params.output()), op_(context.backend.make_norm_act_pool(params)), norm_(context) {
    // The op always writes an input gradient, also where none is needed.
    if (context.training && !context.input_gradient)
      unused_dx_ = allocate_floats(context.backend, context.max_items * params.input.size());
  }

  Image output() const override { return output_; }
  std::vector<Parameter*> parameters() override { return norm_.list(); }
  void forward(const Pass& pass, bool training, const float* x, float* y) override {
    if (training)
      op_->forward_training(pass.stream, pass.n, x, norm_.state(), y);
    else
      op_->forward_inference(pass.stream, pass.n, x, norm_.state(), y);
  }
  void backward(const Pass& pass, const float* x, const float* y, float* dy, float* dx) override {
    op_->backward(
        pass.stream, pass.n, norm_.state(),
        {x, y, dy, dx ? dx : unused_dx_.floats(), norm_.gamma.gradient, norm_.beta.gradient});
  }

 private:
  Image output_;
  std::unique_ptr<NormActPool> op_;
  NormParameters norm_;
  Buffer unused_dx_;
};

}  // namespace

std::unique_ptr<Layer> make_norm_act_pool_layer(const LayerContext& context,
                                                const LayerConfig& norm, const LayerConfig& pool) {
  NormActPoolParams params;
  params.input = context.input;
  params.height = pool.size[0];
  params.width = pool.size[1];
  params.epsilon = static_cast<float>(norm.epsilon);
  params.momentum = static_cast<float>(norm.momentum);
  params.max_items = context.max_items;
  return std::make_unique<NormActPoolLayer>(context, params);
}

}  // namespace canopy
