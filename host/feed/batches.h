// Where a batch's images and labels come from: the device's own cache, or the loader.
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
  /// Starts on `clips` (indices into the set), in this order, for training from step `first_step`
  /// (from 1) on: with train.augment they are changed. 0: for testing.
  virtual void begin(Stream& stream, const std::vector<std::int32_t>& clips,
                     std::uint32_t first_step = 0) = 0;
  /// Takes up the next batch, whatever has to be done for it alone; the number of its items, 0 at
  /// the end.
  virtual int next(Stream& stream) = 0;
  /// Makes the images of its n items: the same work for the same n each time, so that it can be
  /// recorded together with the step. `step` is device memory; null for testing.
  virtual void make_images(Stream& stream, int n, const StepScalars* step = nullptr) = 0;

  /// Device memory at the same place throughout.
  const float* images() const { return images_.floats(); }  // [n, image]
  virtual const std::int32_t* labels() const = 0;           // [n]
  /// Labels that mixup blended in and the share [n] of an item's own; null: nothing was blended.
  virtual const std::int32_t* partners() const { return nullptr; }
  virtual const float* shares() const { return nullptr; }

 protected:
  Buffer images_;
};

/// The source that fits `ingested.cache`. The ingested clips must outlive it.
std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads);

/// The parts of it: rows of the device's cache; clips decoded again in every epoch, for sets that
/// do not fit on the device; and rows of either that augmentation changes.
std::unique_ptr<BatchSource> make_resident_source(Backend&, const Config&, const Ingested&);
std::unique_ptr<BatchSource> make_streaming_source(Backend&, const Config&, const Ingested&,
                                                   int threads);
std::unique_ptr<BatchSource> make_augmented_source(Backend&, const Config&, const Ingested&,
                                                   int threads);

std::vector<std::int32_t> labels_of(const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
