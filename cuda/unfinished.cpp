// Ops that have no kernel yet; each leaves this file as its own file lands.
#include "base/error.h"
#include "cuda/backend.h"
#include "ops/conv2d.h"
#include "ops/dense.h"

namespace canopy::cuda {
namespace {
[[noreturn]] void unfinished() {
  throw Error(ErrorKind::device, "the CUDA backend cannot run this op yet");
}
}  // namespace

std::unique_ptr<Conv2d> CudaBackend::make_conv2d(const Conv2dParams&) {
  unfinished();
}
std::unique_ptr<Dense> CudaBackend::make_dense(const DenseParams&) {
  unfinished();
}

}  // namespace canopy::cuda
