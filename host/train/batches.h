// Where a batch's images and labels come from: the device's own cache, or the loader.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "train/ingest.h"

namespace canopy {

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  /// Starts on `clips` (indices into the set), in this order.
  virtual void begin(Stream& stream, const std::vector<std::int32_t>& clips) = 0;
  /// Makes the next batch's images and labels; the number of its items, 0 at the end.
  virtual int next(Stream& stream) = 0;
  const float* images() const { return images_; }              // [n, image], device
  const std::int32_t* labels() const { return labels_; }       // [n], device

 protected:
  const float* images_ = nullptr;
  const std::int32_t* labels_ = nullptr;
};

/// The source that fits `ingested.cache`. The ingested clips must outlive it.
std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads);

}  // namespace canopy
