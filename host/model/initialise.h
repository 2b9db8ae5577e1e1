// Initial values of the parameters.
#pragma once

#include <cstdint>

#include "model/parameter.h"
#include "ops/backend.h"

namespace canopy {

/// Writes the initial values of `parameter`, which depend only on (seed, number, element), not on
/// the device or the number of threads. `number` is the parameter's index in the network.
void initialise_parameter(Backend& backend, Stream& stream, const Parameter& parameter,
                          std::uint64_t seed, std::uint64_t number);

}  // namespace canopy
