// The table of devices: which backends this binary holds and which of them answer here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ops/backend.h"

namespace canopy {

/// A device that can be opened: "cpu" if built, "cuda:0"... if built and a GPU answers.
std::vector<DeviceInfo> devices();

/// Why CUDA is not among devices(), in words; empty when it is.
std::string why_no_cuda();

/// Opens "auto" (the first GPU, else the CPU), "cpu", "cuda" or "cuda:N".
/// Throws Error(device) with the reason when it cannot be had, Error(usage) for another word.
std::unique_ptr<Backend> open_device(const std::string& id, const BackendOptions& options = {});

}  // namespace canopy
