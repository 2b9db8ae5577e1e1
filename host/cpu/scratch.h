// Working memory of the calling thread, shared by all ops. It grows to the largest size requested
// and is kept, so that a training step allocates nothing after its first run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace canopy::cpu {

/// At least `floats` floats, 64-byte aligned, contents undefined; the next call by this thread may
/// return the same memory.
inline float* thread_scratch(std::int64_t floats) {
  thread_local std::vector<float> memory;
  const auto size = static_cast<std::size_t>(floats) + 16;
  if (memory.size() < size) memory = std::vector<float>(size);
  const auto at = reinterpret_cast<std::uintptr_t>(memory.data());
  return memory.data() + (64 - at % 64) % 64 / sizeof(float);
}

}  // namespace canopy::cpu
