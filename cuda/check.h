// CUDA's error codes -> Error(device), with the library's own words.
#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "base/error.h"

namespace canopy::cuda {

/// Throws Error(device) "what: CUDA's description (name)" unless the code is success.
inline void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  cudaGetLastError();  // forget it, so that a later call does not report it again
  throw Error(ErrorKind::device, std::string(what) + ": " + cudaGetErrorString(code) + " (" +
                                     cudaGetErrorName(code) + ")");
}

}  // namespace canopy::cuda
