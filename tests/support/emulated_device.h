// The suite's access to the emulated device, which runs the CUDA backend's own sources on the host.
#pragma once

#include <string>
#include <vector>

#include "ops/backend.h"
#include "support/emulated/controls.h"

namespace canopy::test {

// With CANOPY_CUDA_MODULE=emulated_module() (places.h), `trainer --device cuda` runs on it.

/// A backend of the emulated device. Throws std::runtime_error if the module cannot be loaded.
std::unique_ptr<Backend> open_emulated(const BackendOptions& options = {});
/// Its counters and faults, in this process.
emulated::Controls& emulated_controls();

/// Resets the device before and after a test, so that injected faults do not affect other tests.
class EmulatedReset {
 public:
  EmulatedReset();
  ~EmulatedReset();
};

}  // namespace canopy::test
