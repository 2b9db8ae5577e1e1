// The devices that this build supports and this machine has.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ops/backend.h"

namespace canopy {

/// The devices that can be opened: "cpu" and "cuda:0", ..., as far as built and present.
std::vector<DeviceInfo> devices();

/// Why no CUDA device is among devices(), in words; empty if one is.
std::string why_no_cuda();

/// Opens "auto" (the first GPU, otherwise the CPU), "cpu", "cuda" (= "cuda:0") or "cuda:N". Throws
/// Error(device) with the reason if it cannot be opened, Error(usage) for any other name.
std::unique_ptr<Backend> open_device(const std::string& id, const BackendOptions& options = {});

/// The number of threads that decode sound: the CPU backend's own; with a GPU, `requested`, or all
/// available if that is 0.
int decoding_threads(const Backend& backend, int requested);

}  // namespace canopy
