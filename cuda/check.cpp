#include "cuda/check.h"

#include <cstring>

#include <fmt/format.h>

namespace canopy::cuda {

void raise(cudaError_t code, const char* call, const char* file, int line) {
  cudaGetLastError();  // clears the error, so that a later call does not report it again
  const std::string name(call, std::strcspn(call, "("));
  throw Error(ErrorKind::device,
              fmt::format("{}: {} ({}), {}", name, cudaGetErrorString(code), cudaGetErrorName(code),
                          source_location(file, line)));
}

}  // namespace canopy::cuda
