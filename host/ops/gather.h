// Gathers rows of a resident cache into a batch.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct GatherParams {
  static constexpr const char* op = "gather";
  std::int64_t row = 1;  // 4-byte elements (float or int32) per row
  int max_items = 1;
};

class Gather {
 public:
  virtual ~Gather() = default;
  /// out[i, row] = cache[rows[i], row] for i < n; rows is device memory.
  virtual void run(Stream&, int n, const void* cache, const std::int32_t* rows, void* out) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_gather(const GatherParams& params);

}  // namespace canopy
