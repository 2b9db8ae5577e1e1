#include "ops/conv2d.h"

#include <vector>

#include "cpu/activation_passes.h"
#include "cpu/backend.h"
#include "cpu/dnnl.h"
#include "cpu/one_channel.h"
#include "cpu/winograd.h"

namespace canopy::cpu {
namespace {

using dnnl::memory;

/// The primitives for one number of items.
struct Plan {
  Plan(const Conv2dParams& p, int n)
      : forward_pd(onednn::conv_forward(p, n)),
        weights_pd(onednn::conv_backward_weights(p, n, forward_pd)),
        forward(forward_pd),
        backward_weights(weights_pd) {
    if (!p.input_gradient) return;
    data_pd = onednn::conv_backward_data(p, n, forward_pd);
    backward_data = dnnl::convolution_backward_data(data_pd);
  }
  dnnl::convolution_forward::primitive_desc forward_pd;
  dnnl::convolution_backward_weights::primitive_desc weights_pd;
  dnnl::convolution_backward_data::primitive_desc data_pd;
  dnnl::convolution_forward forward;
  dnnl::convolution_backward_weights backward_weights;
  dnnl::convolution_backward_data backward_data;
};

/// Converts kernels between the backend interface's layout and the one that a primitive chose.
/// Kernels are small compared with the images, so they are converted in each run.
class KernelConverter {
 public:
  explicit KernelConverter(const Conv2dParams& p) : plain_(onednn::plain_kernel(p)) {}

  /// The kernel in the given layout; a view if that is the plain one.
  memory converted(dnnl::stream& stream, const memory::desc& layout, const float* kernel) {
    memory source = onednn::view(plain_, kernel);
    if (layout == plain_) return source;
    memory& target = scratch(layout);
    dnnl::reorder(source, target).execute(stream, source, target);
    return target;
  }

  /// Where a primitive writes its kernel gradient; store converts it to the plain layout.
  memory target(const memory::desc& layout, float* kernel) {
    return layout == plain_ ? onednn::view(plain_, kernel) : scratch(layout);
  }
  void store(dnnl::stream& stream, memory& from, float* kernel) {
    if (from.get_desc() == plain_) return;
    memory to = onednn::view(plain_, kernel);
    dnnl::reorder(from, to).execute(stream, from, to);
  }

 private:
  /// Scratch memory of this layout, kept for the next run.
  memory& scratch(const memory::desc& layout) {
    for (memory& m : scratch_)
      if (m.get_desc() == layout) return m;
    return scratch_.emplace_back(layout, onednn::engine());
  }
  memory::desc plain_;
  std::vector<memory> scratch_;
};

class DnnlConv2d final : public Conv2d {
 public:
  explicit DnnlConv2d(const Conv2dParams& p)
      : p_(p), stream_(onednn::engine()), kernels_(p), out_size_(p.output().size()) {
    plans_.of(p_, p_.max_items);
  }

  void prepare(int n) override {
    check_items(p_, n);
    plans_.of(p_, n);
  }

  void forward(Stream&, int n, const float* x, const float* kernel, const float* bias,
               float* y) override {
    check_items(p_, n);
    Plan& plan = plans_.of(p_, n);
    const auto& pd = plan.forward_pd;
    std::unordered_map<int, memory> args = {
        {DNNL_ARG_SRC, onednn::view(pd.src_desc(), x)},
        {DNNL_ARG_WEIGHTS, kernels_.converted(stream_, pd.weights_desc(), kernel)},
        {DNNL_ARG_DST, onednn::view(pd.dst_desc(), y)}};
    if (p_.bias) args.emplace(DNNL_ARG_BIAS, onednn::view(pd.bias_desc(), bias));
    plan.forward.execute(stream_, args);
    stream_.wait();
    // Not fused, because oneDNN's ReLU turns NaN into 0, which would hide a failed run.
    activate_in_place(p_.activation, n * out_size_, y);
  }

  void backward(Stream&, int n, const Conv2dGradients& g) override {
    check_items(p_, n);
    apply_slope(p_.activation, n * out_size_, g.y, g.dy);
    Plan& plan = plans_.of(p_, n);
    const auto& wpd = plan.weights_pd;
    const memory dy = onednn::view(wpd.diff_dst_desc(), g.dy);
    memory dkernel = kernels_.target(wpd.diff_weights_desc(), g.dkernel);
    std::unordered_map<int, memory> args = {{DNNL_ARG_SRC, onednn::view(wpd.src_desc(), g.x)},
                                            {DNNL_ARG_DIFF_DST, dy},
                                            {DNNL_ARG_DIFF_WEIGHTS, dkernel}};
    if (p_.bias) args.emplace(DNNL_ARG_DIFF_BIAS, onednn::view(wpd.diff_bias_desc(), g.dbias));
    plan.backward_weights.execute(stream_, args);
    kernels_.store(stream_, dkernel, g.dkernel);
    if (p_.input_gradient)
      plan.backward_data.execute(
          stream_,
          {{DNNL_ARG_DIFF_DST, dy},
           {DNNL_ARG_WEIGHTS, kernels_.converted(stream_, plan.data_pd.weights_desc(), g.kernel)},
           {DNNL_ARG_DIFF_SRC, onednn::view(plan.data_pd.diff_src_desc(), g.dx)}});
    stream_.wait();
  }

 private:
  Conv2dParams p_;
  dnnl::stream stream_;
  KernelConverter kernels_;
  onednn::PlanByItems<Plan> plans_;
  std::int64_t out_size_;
};

}  // namespace

std::unique_ptr<Conv2d> CpuBackend::make_conv2d(const Conv2dParams& p) {
  check_conv2d(p);
  if (one_channel_supports(p)) return make_one_channel_conv2d(p);
  if (winograd_supports(p)) return make_winograd_conv2d(p);
  return std::make_unique<DnnlConv2d>(p);
}

}  // namespace canopy::cpu
