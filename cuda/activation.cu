// A stand-alone activation.
// Bytes moved per element: forward 8 (x, y), backward 12 (y, dy, dx); at most one exponential.
#include "ops/activation.h"

#include "cuda/backend.h"
#include "cuda/vector.h"
#include "ops/math/activation.h"

namespace canopy::cuda {
namespace {

/// y may be x.
template <Activation activation>
__global__ void activation_forward(std::int64_t count, bool vectors, const float* x, float* y) {
  const Group g = group_of_thread(count, vectors);
  if (g.count < 1) return;
  Vector<group_size> v = load(x, g);
  for (float& e : v.at) e = math::activate(activation, e);
  store(y, g, v);
}

/// dx = dy * slope(y); dx may be dy.
template <Activation activation>
__global__ void activation_backward(std::int64_t count, bool vectors, const float* y,
                                    const float* dy, float* dx) {
  const Group g = group_of_thread(count, vectors);
  if (g.count < 1) return;
  const Vector<group_size> of_y = load(y, g);
  Vector<group_size> d = load(dy, g);
  for (int i = 0; i < group_size; ++i) d.at[i] *= math::activation_slope(activation, of_y.at[i]);
  store(dx, g, d);
}

template <Activation activation>
class CudaActivation final : public ActivationOp {
 public:
  explicit CudaActivation(const ActivationParams& p) : p_(p) {}

  void forward(Stream& stream, int n, const float* x, float* y) override {
    check_items(p_, n);
    const std::int64_t count = n * p_.size;
    launch(stream, over_groups("activation_forward", count), activation_forward<activation>, count,
           aligned(x, y), x, y);
  }

  void backward(Stream& stream, int n, const float* y, const float* dy, float* dx) override {
    check_items(p_, n);
    const std::int64_t count = n * p_.size;
    launch(stream, over_groups("activation_backward", count), activation_backward<activation>,
           count, aligned(y, dy, dx), y, dy, dx);
  }

 private:
  ActivationParams p_;
};

}  // namespace

std::unique_ptr<ActivationOp> CudaBackend::make_activation(const ActivationParams& p) {
  check_activation(p);
  switch (p.activation) {
    case Activation::relu:
      return std::make_unique<CudaActivation<Activation::relu>>(p);
    case Activation::sigmoid:
      return std::make_unique<CudaActivation<Activation::sigmoid>>(p);
    case Activation::tanh:
      return std::make_unique<CudaActivation<Activation::tanh>>(p);
    case Activation::linear:
      break;
  }
  return std::make_unique<CudaActivation<Activation::linear>>(p);
}

}  // namespace canopy::cuda
