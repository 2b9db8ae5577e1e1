#include "cuda/check.h"

#include <cstring>

namespace canopy::cuda {

std::string source_place(const char* file, int line) {
  const char* in_room = std::strstr(file, "cuda/");
  for (const char* next = in_room; next; next = std::strstr(next + 1, "cuda/")) in_room = next;
  return std::string(in_room ? in_room : file) + ":" + std::to_string(line);
}

void raise(cudaError_t code, const char* call, const char* file, int line) {
  cudaGetLastError();  // forget it, so that a later call does not report it again
  const std::string name(call, std::strcspn(call, "("));
  throw Error(ErrorKind::device, name + ": " + cudaGetErrorString(code) + " (" +
                                     cudaGetErrorName(code) + "), " + source_place(file, line));
}

}  // namespace canopy::cuda
