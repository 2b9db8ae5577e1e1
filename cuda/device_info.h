// What can be said about the GPUs here, and whether they run this build's code.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ops/backend.h"

namespace canopy::cuda {

/// How many GPUs the driver shows. Throws Error(device) with the driver's reason for none.
int gpu_count();

/// Name, memory, compute capability and library versions. Throws Error(device).
DeviceInfo gpu_info(int index);

/// What the GPU computes in when that is asked for: automatic becomes tf32 from compute capability
/// 8.0 on; older GPUs know neither that (fp32 stands in, which is more exact) nor bf16, which is an
/// Error(device).
Precision usable_precision(int index, Precision wanted);

/// The driver's and the libraries' versions: "driver", "runtime", "cuDNN", "cuFFT", "cuBLASLt".
std::vector<std::pair<std::string, std::string>> library_versions();

/// Runs a kernel on the GPU and reads its result back. Throws Error(device) when the GPU does not
/// run this build's code, as one of an architecture it was not built for.
void try_kernel(int index);

}  // namespace canopy::cuda
