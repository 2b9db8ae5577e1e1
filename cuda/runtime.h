// The only place that includes the CUDA runtime. The tests compile these sources a second time with
// CANOPY_EMULATED, which replaces the runtime with a small one that runs kernels on the host.
#pragma once

#if defined(CANOPY_EMULATED)
#include "support/emulated/cuda_runtime.h"
#elif defined(__CUDACC__)
#include <cuda_runtime.h>
#else
#include <cuda_runtime_api.h>
#endif
