// Replaces cuDNN on the emulated device with the CPU backend's convolution, run in stream order, of
// operands rounded as by tensor cores.
#include "cuda/dnn.h"

#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "cpu/backend.h"
#include "cuda/stream.h"
#include "ops/math/rounding.h"
#include "support/emulated/device.h"

namespace canopy::cuda {
namespace {

Conv2dParams plain(Conv2dParams params, bool input_gradient) {
  params.bias = false;
  params.activation = Activation::linear;
  params.input_gradient = input_gradient;
  return params;
}

std::vector<float> zeros(std::int64_t count) {
  return std::vector<float>(static_cast<std::size_t>(count));
}

class HostConvolution final : public Convolution {
 public:
  HostConvolution(Backend& backend, const Conv2dParams& params, Precision precision)
      : p_(params),
        tensor_cores_(precision != Precision::fp32),
        stream_(cpu_.make_stream()),
        without_dx_(cpu_.make_conv2d(plain(params, false))),
        unused_kernel_(zeros(params.kernel_size())),
        workspace_(backend.allocate(64)) {
    prepare(params.max_items);
    if (!params.input_gradient) return;
    with_dx_ = cpu_.make_conv2d(plain(params, true));
    unused_x_ = zeros(params.max_items * params.input.size());
  }

  void prepare(int n) override { planned_.insert(n); }

  void forward(Stream& stream, int n, const float* x, const float* kernel, float* y) override {
    enqueue(stream, n, [=, this] {
      const Operand image(*this, n * p_.input.size(), x), taps(*this, p_.kernel_size(), kernel);
      without_dx_->forward(*stream_, n, image.data, taps.data, nullptr, y);
    });
  }

  void backward_input(Stream& stream, int n, const float* kernel, const float* dy,
                      float* dx) override {
    enqueue(stream, n, [=, this] {
      const Operand taps(*this, p_.kernel_size(), kernel), slope(*this, n * p_.output().size(), dy);
      with_dx_->backward(*stream_, n,
                         {unused_x_.data(), taps.data, nullptr, const_cast<float*>(slope.data),
                          unused_kernel_.data(), nullptr, dx});
    });
  }

  void backward_kernel(Stream& stream, int n, const float* x, const float* dy,
                       float* dkernel) override {
    enqueue(stream, n, [=, this] {
      const Operand image(*this, n * p_.input.size(), x), slope(*this, n * p_.output().size(), dy);
      without_dx_->backward(*stream_, n,
                            {image.data, unused_kernel_.data(), nullptr,
                             const_cast<float*>(slope.data), dkernel, nullptr, nullptr});
    });
  }

 private:
  /// An operand, rounded to tf32 if tensor cores are used.
  struct Operand {
    Operand(const HostConvolution& of, std::int64_t count, const float* values) : data(values) {
      if (!of.tensor_cores_) return;
      rounded.assign(values, values + count);
      for (float& value : rounded) value = math::round_operand(value, Precision::tf32);
      data = rounded.data();
    }
    std::vector<float> rounded;
    const float* data;
  };

  void enqueue(Stream& stream, int n, std::function<void()> work) {
    if (planned_.insert(n).second) ++emulated::Device::get().controls.late_plans;
    emulated::enqueue(handle(stream), std::move(work));
  }

  Conv2dParams p_;
  bool tensor_cores_;
  std::set<int> planned_;  // items
  cpu::CpuBackend cpu_{BackendOptions()};
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Conv2d> without_dx_, with_dx_;
  std::vector<float> unused_kernel_, unused_x_;  // other arguments of the CPU's op
  Buffer workspace_;                             // the library would also allocate one
};

}  // namespace

std::unique_ptr<Convolution> make_convolution(Backend& backend, const Conv2dParams& params,
                                              const BackendOptions& options) {
  return std::make_unique<HostConvolution>(backend, params, options.precision);
}

}  // namespace canopy::cuda
