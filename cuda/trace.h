// Named time ranges for Nsight.
#pragma once

namespace canopy::cuda {

void begin_range(const char* name) noexcept;
void end_range() noexcept;

}  // namespace canopy::cuda
