// Working memory of the calling thread, shared by all ops: it grows to the largest asked for and
// stays, so that a training step allocates nothing after its first run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace canopy::cpu {

/// At least `floats` floats on a 64-byte boundary, contents undefined; the next call of this thread
/// may hand out the same memory.
inline float* thread_scratch(std::int64_t floats) {
  thread_local std::vector<float> memory;
  const auto wanted = static_cast<std::size_t>(floats) + 16;
  if (memory.size() < wanted) memory = std::vector<float>(wanted);
  const auto at = reinterpret_cast<std::uintptr_t>(memory.data());
  return memory.data() + (64 - at % 64) % 64 / sizeof(float);
}

}  // namespace canopy::cpu
