// What tests see of the emulated device, and how they make it fail. The module exports
// `canopy_emulated_controls`, which gives the one object of this type.
#pragma once

#include <cstdint>

namespace canopy::emulated {

struct Controls {
  // counted since the module was loaded
  std::uint64_t allocations;  // of device or pinned memory
  std::uint64_t frees;
  std::uint64_t synchronizations;  // the host waited
  std::uint64_t pageable_copies;   // between the device and memory that is not pinned
  std::uint64_t launches;          // kernels enqueued one by one
  std::uint64_t graph_launches;
  std::uint64_t live_bytes;  // of device memory
  std::uint64_t peak_bytes;
  std::uint64_t late_plans;  // products run for a number of items that nobody prepared

  std::uint64_t memory_bytes;  // of the device; less may be set
  std::uint32_t capability;    // major number; another may be set

  // faults: the n-th from now, 0 none
  std::uint64_t fail_allocation;  // no memory
  std::uint64_t fail_launch;      // the kernel is refused
  std::uint64_t fail_kernel;      // the kernel dies: every later call fails
  std::uint64_t lose_device;      // the n-th call of any kind, and every later one

  std::uint32_t order;  // of a block's threads: 0 first to last, 1 last to first, 2 in turns
};

using ControlsMaker = Controls* (*)();
inline constexpr const char* controls_symbol = "canopy_emulated_controls";

/// Makes a lost device answer again and forgets all faults.
using ResetFunction = void (*)();
inline constexpr const char* reset_symbol = "canopy_emulated_reset";

}  // namespace canopy::emulated
