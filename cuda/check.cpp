#include "cuda/check.h"

#include <cstring>

namespace canopy::cuda {

void raise(cudaError_t code, const char* call, const char* file, int line) {
  cudaGetLastError();  // forget it, so that a later call does not report it again
  const std::string name(call, std::strcspn(call, "("));
  throw Error(ErrorKind::device, name + ": " + cudaGetErrorString(code) + " (" +
                                     cudaGetErrorName(code) + "), " + source_place(file, line));
}

}  // namespace canopy::cuda
