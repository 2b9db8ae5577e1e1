// What this process may use of the machine it runs on.
#pragma once

#include <cstddef>
#include <string>

namespace canopy {

/// Threads worth starting: the least of OMP_NUM_THREADS, the CPU affinity and the cgroup's quota.
int usable_threads();
/// The processor's own name, such as "AMD EPYC 9654".
std::string processor_name();
std::size_t total_memory();      // bytes, of the machine or the cgroup, whichever is less
std::size_t available_memory();  // bytes that can be had without swapping

}  // namespace canopy
