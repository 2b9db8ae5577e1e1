// First values of the parameters.
#pragma once

#include <cstdint>

#include "model/parameter.h"
#include "ops/backend.h"

namespace canopy {

/// Writes the first values of `parameter`: a function of (seed, number, element) alone, whatever
/// the device and the threads. `number` tells the network's parameters apart.
void initialise_parameter(Backend& backend, Stream& stream, const Parameter& parameter,
                          std::uint64_t seed, std::uint64_t number);

}  // namespace canopy
