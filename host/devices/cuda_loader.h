// Finds and opens the CUDA module.
#pragma once

#include <string>
#include <vector>

#include "ops/cuda_module.h"

namespace canopy {

struct CudaLoad {
  const CudaModule* module = nullptr;  // stays loaded until the process ends
  std::string why;                     // in words, when there is none
};

/// Where the module may lie: CANOPY_CUDA_MODULE alone when that is set, else ../lib and
/// ../lib/canopy beside the program.
std::vector<std::string> cuda_module_paths();

/// Opens the first of these files that exists.
CudaLoad load_cuda_module(const std::vector<std::string>& paths);

/// The module of this process, opened on the first call.
const CudaLoad& cuda_module();

}  // namespace canopy
