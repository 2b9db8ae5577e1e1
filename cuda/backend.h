// The CUDA backend.
#pragma once

#include <memory>

#include "ops/backend.h"

namespace canopy::cuda {

/// The backend of GPU `index`. Throws Error(device) when it cannot be had.
std::unique_ptr<Backend> make_cuda_backend(int index, const BackendOptions& options);

}  // namespace canopy::cuda
