// CUDA's error codes -> Error(device) that names the call, its place and CUDA's own words.
#pragma once

#include <string>

#include "base/error.h"
#include "cuda/runtime.h"

namespace canopy::cuda {

/// Where a call stands in the sources: "cuda/memory.cpp:31".
std::string source_place(const char* file, int line);

/// What the user reads: "cudaMalloc: out of memory (cudaErrorMemoryAllocation),
/// cuda/memory.cpp:31".
[[noreturn]] void raise(cudaError_t code, const char* call, const char* file, int line);

inline void check(cudaError_t code, const char* call, const char* file, int line) {
  if (code != cudaSuccess) raise(code, call, file, line);
}

}  // namespace canopy::cuda

/// Runs a call of the CUDA runtime; throws Error(device) unless it succeeds.
#define CANOPY_CUDA(call) ::canopy::cuda::check(call, #call, __FILE__, __LINE__)
