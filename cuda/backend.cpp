#include "cuda/backend.h"

#include "cuda/device_info.h"
#include "cuda/device_memory.h"
#include "cuda/stream.h"

namespace canopy::cuda {

CudaBackend::CudaBackend(int index, const BackendOptions& options)
    : index_(index), options_(options), memory_(std::make_shared<DeviceMemory>()) {
  CANOPY_CUDA(cudaSetDevice(index));
  options_.precision = usable_precision(index, options.precision);
}

DeviceInfo CudaBackend::info() const {
  DeviceInfo info = gpu_info(index_);
  info.precision = options_.precision;
  return info;
}

std::unique_ptr<Stream> CudaBackend::make_stream() {
  return std::make_unique<CudaStream>();
}
std::unique_ptr<Event> CudaBackend::make_event() {
  return std::make_unique<CudaEvent>();
}

std::unique_ptr<Backend> make_cuda_backend(int index, const BackendOptions& options) {
  return std::make_unique<CudaBackend>(index, options);
}

}  // namespace canopy::cuda
