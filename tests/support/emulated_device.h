// The emulated device as the suite uses it: the CUDA backend's own sources, run on the host.
#pragma once

#include <string>
#include <vector>

#include "ops/backend.h"
#include "support/emulated/controls.h"

namespace canopy::test {

// CANOPY_CUDA_MODULE=emulated_module() (places.h) makes `trainer --device cuda` run on it.

/// A backend of the emulated device. Throws std::runtime_error when the module does not load.
std::unique_ptr<Backend> open_emulated(const BackendOptions& options = {});
/// Its counters and faults, in this process.
emulated::Controls& emulated_controls();

/// Lets the device answer again, whatever a test did to it.
class EmulatedReset {
 public:
  EmulatedReset();
  ~EmulatedReset();
};

}  // namespace canopy::test
