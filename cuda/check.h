// CUDA's error codes -> Error(device) with the call, its source location and CUDA's message.
#pragma once

#include <string>

#include "base/error.h"
#include "cuda/runtime.h"

namespace canopy::cuda {

/// The source location of a call: "cuda/memory.cpp:31".
std::string source_location(const char* file, int line);

/// Throws Error(device): "cudaMalloc: out of memory (cudaErrorMemoryAllocation),
/// cuda/memory.cpp:31".
[[noreturn]] void raise(cudaError_t code, const char* call, const char* file, int line);

inline void check(cudaError_t code, const char* call, const char* file, int line) {
  if (code != cudaSuccess) raise(code, call, file, line);
}

}  // namespace canopy::cuda

/// Runs a call of the CUDA runtime; throws Error(device) unless it succeeds.
#define CANOPY_CUDA(call) ::canopy::cuda::check(call, #call, __FILE__, __LINE__)
