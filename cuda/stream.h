// Streams and events, which own the runtime's handles.
#pragma once

#include "cuda/check.h"
#include "ops/backend.h"

namespace canopy::cuda {

class CudaStream final : public Stream {
 public:
  CudaStream() { CANOPY_CUDA(cudaStreamCreateWithFlags(&handle_, cudaStreamNonBlocking)); }
  ~CudaStream() override { cudaStreamDestroy(handle_); }
  CudaStream(const CudaStream&) = delete;
  CudaStream& operator=(const CudaStream&) = delete;
  void synchronize() override { CANOPY_CUDA(cudaStreamSynchronize(handle_)); }
  cudaStream_t handle() const { return handle_; }

 private:
  cudaStream_t handle_ = nullptr;
};

/// The runtime's handle of a stream of this backend.
inline cudaStream_t handle(Stream& stream) {
  return static_cast<CudaStream&>(stream).handle();
}

class CudaEvent final : public Event {
 public:
  CudaEvent() { CANOPY_CUDA(cudaEventCreateWithFlags(&handle_, cudaEventDisableTiming)); }
  ~CudaEvent() override { cudaEventDestroy(handle_); }
  CudaEvent(const CudaEvent&) = delete;
  CudaEvent& operator=(const CudaEvent&) = delete;
  void record(Stream& stream) override {
    CANOPY_CUDA(cudaEventRecord(handle_, cuda::handle(stream)));
  }
  void block(Stream& stream) override {
    CANOPY_CUDA(cudaStreamWaitEvent(cuda::handle(stream), handle_, 0));
  }
  void wait() override { CANOPY_CUDA(cudaEventSynchronize(handle_)); }

 private:
  cudaEvent_t handle_ = nullptr;
};

}  // namespace canopy::cuda
