// From audio files to rows of waves on the device: threads decode into slots of pinned memory, each
// slot is uploaded once, and one launch per batch makes the rows. Decoding, uploads and other work
// of the device overlap.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "config/config.h"
#include "data/loader.h"
#include "feed/pinned_slots.h"
#include "feed/wave_maker.h"
#include "ops/backend.h"

namespace canopy {

/// Use: begin() on a list of clips; next() until it returns false, with make_rows() whenever the
/// batch is full, and once more for the rest.
class ClipStream {
 public:
  /// `rows` specifies how a clip becomes a row. `loader.slots` must be greater than `max_rows`, the
  /// maximum batch size. `largest_clip` is the maximum size of a clip's PCM in bytes; all memory is
  /// then allocated now. 0: unknown; memory grows as larger clips arrive. Throws
  /// std::invalid_argument for too few slots, with which next() could wait forever.
  ClipStream(Backend& backend, const FeaturesConfig& rows, const LoaderOptions& loader,
             int max_rows, std::size_t largest_clip = 0);
  ~ClipStream();
  ClipStream(const ClipStream&) = delete;
  ClipStream& operator=(const ClipStream&) = delete;

  /// Starts decoding the clips with these indices, in this order, and discards the rest of the
  /// previous list. `clips` must live until the next begin() or the end of the stream.
  void begin(const std::vector<Clip>& clips, std::vector<std::size_t> order);
  void begin(std::vector<Clip>&& temporary, std::vector<std::size_t> order) = delete;
  /// The same for all clips, in their order.
  void begin(const std::vector<Clip>& clips);
  void begin(std::vector<Clip>&& temporary) = delete;

  /// Waits for the next clip in order; returns false after the last one. A good clip is added to
  /// the batch; a bad one has an `error` and is skipped. The PCM of `clip` must not be used. Throws
  /// as Loader::next().
  bool next(LoadedClip& clip);
  /// Number of clips in the current batch.
  int size() const { return static_cast<int>(batch_.size()); }
  bool full() const { return size() == max_rows_; }

  /// Enqueues the uploads of the batch and, on `stream`, what makes its rows [size(), clip_samples]
  /// (device memory); then begins the next batch. Does not wait: a slot is returned to the
  /// decoding threads when its upload is done. Returns the clips of the rows, in order, which stay
  /// valid until the next call; none if the batch was empty.
  const std::vector<LoadedClip>& make_rows(Stream& stream, float* rows);
  /// Begins the next batch without uploading this one.
  void discard();

 private:
  // Each member uses those above it, so they are destroyed from the last to the first: maker_ waits
  // for its uploads, which read slots and return them to the loader; loader_ joins its threads,
  // which write to slots; then the slots are freed.
  LoaderOptions options_;
  int max_rows_;
  PinnedSlots slots_;
  std::unique_ptr<Loader> loader_;  // null before the first begin()
  WaveMaker maker_;
  std::vector<LoadedClip> batch_, made_;
};

}  // namespace canopy
