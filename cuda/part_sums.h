// The second stage of sums over several blocks: adds the blocks' results in a fixed order.
#pragma once

#include <cstdint>

#include "ops/backend.h"

namespace canopy::cuda {

/// Adds up sums[parts, first_count + second_count] over the parts; the first columns' totals are
/// written to first[first_count], the others to second[second_count].
void add_parts(Stream& stream, std::int64_t parts, const double* sums, std::int64_t first_count,
               float* first, std::int64_t second_count, float* second);

}  // namespace canopy::cuda
