// Finds and loads the CUDA module.
#pragma once

#include <string>
#include <vector>

#include "ops/cuda_module.h"

namespace canopy {

struct CudaLoad {
  const CudaModule* module = nullptr;  // stays loaded until the process ends
  std::string why;                     // why there is none
};

/// Where to look for the module: only CANOPY_CUDA_MODULE if that is set, otherwise ../lib and
/// ../lib/canopy, relative to the folder of the program.
std::vector<std::string> cuda_module_paths();

/// Loads the first of these files that exists.
CudaLoad load_cuda_module(const std::vector<std::string>& paths);

/// The module of this process, loaded on the first call.
const CudaLoad& cuda_module();

}  // namespace canopy
