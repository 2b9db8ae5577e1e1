#include <cstring>

#include "cuda/check.h"

namespace canopy::cuda {

std::string source_place(const char* file, int line) {
  const char* in_room = std::strstr(file, "cuda/");
  for (const char* next = in_room; next; next = std::strstr(next + 1, "cuda/")) in_room = next;
  return std::string(in_room ? in_room : file) + ":" + std::to_string(line);
}

}  // namespace canopy::cuda
