#include <cstring>

#include <fmt/format.h>

#include "cuda/check.h"

namespace canopy::cuda {

std::string source_location(const char* file, int line) {
  const char* in_room = std::strstr(file, "cuda/");
  for (const char* next = in_room; next; next = std::strstr(next + 1, "cuda/")) in_room = next;
  return fmt::format("{}:{}", in_room ? in_room : file, line);
}

}  // namespace canopy::cuda
