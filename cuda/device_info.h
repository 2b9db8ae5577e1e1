// Properties of the installed GPUs, and whether they can run this build's code.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ops/backend.h"

namespace canopy::cuda {

/// The number of GPUs that the driver reports. Throws Error(device) with the reason if it is 0.
int gpu_count();

/// Name, memory, compute capability and library versions. Throws Error(device).
DeviceInfo gpu_info(int index);

/// The precision in which the GPU computes for a requested one: automatic becomes tf32 from compute
/// capability 8.0 on. Older GPUs support neither tf32, which is replaced by the more exact fp32,
/// nor bf16, for which this throws Error(device).
Precision usable_precision(int index, Precision requested);

/// Versions of the driver and the libraries: "driver", "runtime", "cuDNN", "cuFFT", "cuBLASLt".
std::vector<std::pair<std::string, std::string>> library_versions();

/// Runs a kernel on the GPU and reads its result back. Throws Error(device) if the GPU cannot run
/// this build's code, for example because the code was not built for its architecture.
void try_kernel(int index);

}  // namespace canopy::cuda
