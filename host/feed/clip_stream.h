// Clips from their files to rows of waves on the device: threads decode into slots of pinned
// memory, each slot is uploaded once, and one launch a batch makes the rows. Decoding, uploads and
// the device's other work overlap.
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
  /// `rows` says how a clip becomes a row; `loader.slots` must exceed `max_rows`, the largest
  /// batch. `largest_clip` is the size of the largest clip's PCM in bytes: all memory is then
  /// allocated now. 0: the size is unknown, and memory grows as larger clips arrive.
  ClipStream(Backend& backend, const FeaturesConfig& rows, const LoaderOptions& loader,
             int max_rows, std::size_t largest_clip = 0);
  ~ClipStream();
  ClipStream(const ClipStream&) = delete;
  ClipStream& operator=(const ClipStream&) = delete;

  /// Starts decoding the clips with these indices, in this order, and discards what is left of the
  /// list before. `clips` must outlive the stream or its next begin().
  void begin(const std::vector<Clip>& clips, std::vector<std::size_t> order);
  /// The same for all clips, in their order.
  void begin(const std::vector<Clip>& clips);

  /// Waits for the next clip in order; returns false after the last. A good clip joins the batch; a
  /// bad one has an `error` and is skipped. Of the clip all but its PCM may be used. Throws as
  /// Loader::next().
  bool next(LoadedClip& clip);
  /// Clips in the batch that make_rows() will take.
  int size() const { return static_cast<int>(batch_.size()); }
  bool full() const { return size() == max_rows_; }

  /// Enqueues the uploads of the batch and, on `stream`, what makes its rows [size(), clip_samples]
  /// (device memory); then begins the next batch. Waits for nothing: a slot goes back to the
  /// decoding threads when its upload is done. Returns the clips of the rows, in order, valid until
  /// the next call; none if the batch was empty.
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
