// Counters and injected faults of the emulated device. The module exports
// `canopy_emulated_controls`, which returns the only object of this type.
#pragma once

#include <cstdint>

namespace canopy::emulated {

struct Controls {
  // Counted since the module was loaded.
  std::uint64_t allocations;  // of device or pinned memory
  std::uint64_t frees;
  std::uint64_t synchronizations;  // how often the host waited
  std::uint64_t pageable_copies;   // between the device and memory that is not pinned
  std::uint64_t launches;          // kernels enqueued individually
  std::uint64_t graph_launches;
  std::uint64_t live_bytes;  // of device memory
  std::uint64_t peak_bytes;
  std::uint64_t late_plans;  // products run for a number of items that was not prepared

  std::uint64_t memory_bytes;  // of the device; can be set
  std::uint32_t capability;    // major number; can be set

  // Faults: the n-th event from now on fails; 0: none.
  std::uint64_t fail_allocation;  // out of memory
  std::uint64_t fail_launch;      // the launch is rejected
  std::uint64_t fail_kernel;      // the kernel crashes, and all later calls fail
  std::uint64_t lose_device;      // the n-th call of any kind and all later ones fail

  // Order of a block's threads: 0 first to last, 1 last to first, 2 alternating per launch.
  std::uint32_t order;
};

using ControlsMaker = Controls* (*)();
inline constexpr const char* controls_symbol = "canopy_emulated_controls";

/// Makes a lost device usable again and removes all faults.
using ResetFunction = void (*)();
inline constexpr const char* reset_symbol = "canopy_emulated_reset";

}  // namespace canopy::emulated
