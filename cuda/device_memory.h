// Frees a backend's device memory and counts how much of it is allocated.
#pragma once

#include <atomic>

#include "cuda/check.h"
#include "ops/backend.h"

namespace canopy::cuda {

class DeviceMemory final : public Deallocator {
 public:
  void free(void* data, std::size_t bytes) noexcept override {
    cudaFree(data);
    allocated_ -= bytes;
  }
  void count_allocation(std::size_t bytes) { allocated_ += bytes; }
  std::size_t allocated_bytes() const { return allocated_; }

 private:
  std::atomic<std::size_t> allocated_{0};  // bytes allocated and not yet freed
};

}  // namespace canopy::cuda
