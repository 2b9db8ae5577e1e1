// The second stage of sums over more than a block: adds what the blocks wrote, in a fixed order.
#pragma once

#include <cstdint>

#include "ops/backend.h"

namespace canopy::cuda {

/// Each column's total of sums[parts, first_count + second_count]: the first ones go to
/// first[first_count], the others to second[second_count].
void add_parts(Stream& stream, std::int64_t parts, const double* sums, std::int64_t first_count,
               float* first, std::int64_t second_count, float* second);

}  // namespace canopy::cuda
