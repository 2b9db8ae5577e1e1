// Sources of batches: images and labels from the cache on the device or from the loader.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "feed/augmented_batch.h"
#include "feed/ingest.h"
#include "ops/optimizer.h"

namespace canopy {

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  /// Begins with `clips` (indices into the set), in this order. `first_step`: the training step
  /// (counted from 1) of the first batch, for augmentation; 0 for testing, without augmentation.
  virtual void begin(Stream& stream, const std::vector<std::int32_t>& clips,
                     std::uint32_t first_step = 0) = 0;
  /// Prepares the next batch: all work that cannot be recorded. Returns its number of items, 0 at
  /// the end.
  virtual int next(Stream& stream) = 0;
  /// Enqueues what makes the images of the n items: the same work each time for the same n, so that
  /// it can be recorded as part of the step. `step` is device memory; null for testing.
  virtual void make_images(Stream& stream, int n, const StepScalars* step = nullptr) = 0;

  /// Device memory whose addresses never change.
  const float* images() const { return images_.floats(); }  // [n, image]
  virtual const std::int32_t* labels() const = 0;           // [n]
  /// Labels [n] that mixup blended in, and the share [n] of the item itself; null without mixup.
  virtual const std::int32_t* partners() const { return nullptr; }
  virtual const float* shares() const { return nullptr; }

 protected:
  Buffer images_;
};

/// The source for `ingested.cache` and train.augment. The ingested clips must outlive it.
std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads);

/// The kinds of sources: rows in the cache on the device; clips that are decoded again in every
/// epoch, for sets that do not fit on the device; and augmented rows from either.
std::unique_ptr<BatchSource> make_resident_source(Backend&, const Config&, const Ingested&);
std::unique_ptr<BatchSource> make_streaming_source(Backend&, const Config&, const Ingested&,
                                                   int threads);
std::unique_ptr<BatchSource> make_augmented_source(Backend&, const Config&, const Ingested&,
                                                   int threads);

std::vector<std::int32_t> labels_of(const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
