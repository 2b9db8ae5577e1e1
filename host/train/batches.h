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
  /// Takes up the next batch, whatever has to be done for it alone; the number of its items, 0 at
  /// the end.
  virtual int next(Stream& stream) = 0;
  /// Makes the images of its n items: the same work for the same n each time, so that it can be
  /// recorded together with the step.
  virtual void make_images(Stream& stream, int n) = 0;
  /// Device memory at the same place throughout.
  const float* images() const { return images_.floats(); }                   // [n, image]
  const std::int32_t* labels() const { return labels_.as<std::int32_t>(); }  // [n]

 protected:
  Buffer images_, labels_;
};

/// The source that fits `ingested.cache`. The ingested clips must outlive it.
std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads);

}  // namespace canopy
