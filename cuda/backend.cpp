#include "cuda/backend.h"

#include "base/error.h"

namespace canopy::cuda {

std::unique_ptr<Backend> make_cuda_backend(int, const BackendOptions&) {
  throw Error(ErrorKind::device, "the CUDA backend cannot run ops yet");
}

}  // namespace canopy::cuda
