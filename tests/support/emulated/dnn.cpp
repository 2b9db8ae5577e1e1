// cuDNN's place on the emulated device: the CPU backend's convolution, in the stream's turn.
#include "cuda/dnn.h"

#include <vector>

#include "cpu/backend.h"
#include "cuda/stream.h"

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
  HostConvolution(Backend& backend, const Conv2dParams& params)
      : stream_(cpu_.make_stream()),
        without_dx_(cpu_.make_conv2d(plain(params, false))),
        spare_kernel_(zeros(params.kernel_size())),
        workspace_(backend.allocate(64)) {
    if (!params.input_gradient) return;
    with_dx_ = cpu_.make_conv2d(plain(params, true));
    spare_x_ = zeros(params.max_items * params.input.size());
  }

  void forward(Stream& stream, int n, const float* x, const float* kernel, float* y) override {
    emulated::enqueue(handle(stream),
                      [=, this] { without_dx_->forward(*stream_, n, x, kernel, nullptr, y); });
  }

  void backward_input(Stream& stream, int n, const float* kernel, const float* dy,
                      float* dx) override {
    emulated::enqueue(handle(stream), [=, this] {
      with_dx_->backward(*stream_, n,
                         {spare_x_.data(), kernel, nullptr, const_cast<float*>(dy),
                          spare_kernel_.data(), nullptr, dx});
    });
  }

  void backward_kernel(Stream& stream, int n, const float* x, const float* dy,
                       float* dkernel) override {
    emulated::enqueue(handle(stream), [=, this] {
      without_dx_->backward(
          *stream_, n,
          {x, spare_kernel_.data(), nullptr, const_cast<float*>(dy), dkernel, nullptr, nullptr});
    });
  }

 private:
  cpu::CpuBackend cpu_{BackendOptions()};
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Conv2d> without_dx_, with_dx_;
  std::vector<float> spare_kernel_, spare_x_;  // for what the CPU's op asks for besides
  Buffer workspace_;                           // as the library takes one
};

}  // namespace

std::unique_ptr<Convolution> make_convolution(Backend& backend, const Conv2dParams& params,
                                              const BackendOptions&) {
  return std::make_unique<HostConvolution>(backend, params);
}

}  // namespace canopy::cuda
