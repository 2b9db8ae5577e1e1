// Device memory, pinned memory and copies between them.
#include <fmt/format.h>

#include "cuda/backend.h"
#include "cuda/device_memory.h"
#include "cuda/stream.h"

namespace canopy::cuda {
namespace {

class PinnedMemory final : public Deallocator {
  void free(void* data, std::size_t) noexcept override { cudaFreeHost(data); }
};

[[noreturn]] void raise_out_of_memory(std::size_t bytes, std::size_t free_bytes) {
  throw Error(ErrorKind::device,
              fmt::format("needs {} MB more GPU memory, but only {} MB are free; use a smaller "
                          "batch or model",
                          bytes >> 20, free_bytes >> 20));
}

}  // namespace

Buffer CudaBackend::allocate(std::size_t bytes) {
  if (bytes == 0) return {};
  void* data = nullptr;
  const cudaError_t code = cudaMalloc(&data, bytes);
  if (code == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    std::size_t free_bytes = 0, total = 0;
    CANOPY_CUDA(cudaMemGetInfo(&free_bytes, &total));
    raise_out_of_memory(bytes, free_bytes);
  }
  check(code, "cudaMalloc", __FILE__, __LINE__);
  memory_->count_allocation(bytes);
  return Buffer(data, bytes, memory_);
}

std::size_t CudaBackend::allocated_bytes() const {
  return memory_->allocated_bytes();
}

// The loader's threads also call this, so the GPU must be selected for the calling thread.
Buffer CudaBackend::allocate_pinned(std::size_t bytes) {
  if (bytes == 0) return {};
  CANOPY_CUDA(cudaSetDevice(index_));
  void* data = nullptr;
  CANOPY_CUDA(cudaMallocHost(&data, bytes));
  return Buffer(data, bytes, std::make_shared<PinnedMemory>());
}

void CudaBackend::upload(Stream& stream, void* device, const void* host, std::size_t bytes) {
  CANOPY_CUDA(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, handle(stream)));
}
void CudaBackend::download(Stream& stream, void* host, const void* device, std::size_t bytes) {
  CANOPY_CUDA(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, handle(stream)));
}
void CudaBackend::copy(Stream& stream, void* to, const void* from, std::size_t bytes) {
  CANOPY_CUDA(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, handle(stream)));
}
void CudaBackend::zero(Stream& stream, void* data, std::size_t bytes) {
  CANOPY_CUDA(cudaMemsetAsync(data, 0, bytes, handle(stream)));
}

}  // namespace canopy::cuda
