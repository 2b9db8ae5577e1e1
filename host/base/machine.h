// The resources of this machine that this process may use.
#pragma once

#include <cstddef>
#include <string>

namespace canopy {

/// Threads worth starting: the minimum of OMP_NUM_THREADS, the CPU affinity and the cgroup's quota.
int usable_threads();
/// The name that the processor reports, such as "AMD EPYC 9654".
std::string processor_name();
std::size_t total_memory();      // bytes: the machine's or the cgroup's, whichever is less
std::size_t available_memory();  // bytes that can be allocated without swapping

}  // namespace canopy
