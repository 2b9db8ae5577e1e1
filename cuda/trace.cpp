#include "cuda/trace.h"

#include <nvtx3/nvToolsExt.h>

namespace canopy::cuda {

void begin_range(const char* name) noexcept { nvtxRangePushA(name); }
void end_range() noexcept { nvtxRangePop(); }

}  // namespace canopy::cuda
