// Constant tables of an op, uploaded to the device once when the op is made.
#pragma once

#include <vector>

#include "ops/backend.h"

namespace canopy::cuda {

/// Device memory with a copy of `values`. Allocates and waits, so only for making ops, never inside
/// a step.
template <class T>
Buffer upload_table(Backend& backend, const std::vector<T>& values) {
  const std::size_t bytes = values.size() * sizeof(T);
  Buffer table = backend.allocate(bytes);
  const auto stream = backend.make_stream();
  if (bytes > 0) backend.upload(*stream, table.data(), values.data(), bytes);
  stream->synchronize();
  return table;
}

/// Device memory filled with zeros; waits as well.
inline Buffer allocate_zeros(Backend& backend, std::size_t bytes) {
  Buffer zeros = backend.allocate(bytes);
  const auto stream = backend.make_stream();
  if (bytes > 0) backend.zero(*stream, zeros.data(), bytes);
  stream->synchronize();
  return zeros;
}

}  // namespace canopy::cuda
