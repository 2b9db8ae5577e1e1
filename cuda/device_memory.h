// The owner of a backend's device memory, which knows how much of it is out.
#pragma once

#include <atomic>

#include "cuda/check.h"
#include "ops/backend.h"

namespace canopy::cuda {

class DeviceMemory final : public Deallocator {
 public:
  void free(void* data, std::size_t bytes) noexcept override {
    cudaFree(data);
    live_ -= bytes;
  }
  void took(std::size_t bytes) { live_ += bytes; }
  std::size_t live() const { return live_; }

 private:
  std::atomic<std::size_t> live_{0};  // bytes taken and not freed
};

}  // namespace canopy::cuda
