// Decoded clips -> rows of waves on the device: one upload per clip, on a stream of its own so that
// clips travel while the device computes, and one resampling launch per batch.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "config/config.h"
#include "data/loader.h"
#include "ops/backend.h"
#include "ops/resample.h"

namespace canopy {

class WaveMaker {
 public:
  /// Device memory for `max_items` clips of `largest_clip` bytes is allocated now; more, if larger
  /// clips arrive, in make_rows().
  WaveMaker(Backend& backend, const FeaturesConfig& config, int max_items,
            std::size_t largest_clip);
  ~WaveMaker();  // as wait_for_uploads()
  WaveMaker(const WaveMaker&) = delete;
  WaveMaker& operator=(const WaveMaker&) = delete;

  /// Enqueues the uploads of the clips (one to max_items) and, on `stream`, what makes
  /// rows [clips, clip_samples] (device memory). Waits for nothing: `uploaded` is called, on some
  /// thread, when the clips' PCM is no longer needed; it must stay unchanged until then.
  void make_rows(Stream& stream, const std::vector<LoadedClip>& clips, float* rows,
                 std::function<void()> uploaded);
  /// Waits until every `uploaded` callback has returned.
  void wait_for_uploads();

 private:
  /// Device memory for one batch's PCM. Two take turns: one is read while the other is filled.
  struct Stage {
    Buffer pcm;
    std::unique_ptr<Event> uploaded, read;
    bool used = false;
  };
  void reserve(Stage& stage, std::size_t bytes, Stream& stream);

  Backend& backend_;
  FeaturesConfig config_;
  std::unique_ptr<Resample> resample_;
  std::unique_ptr<Stream> copies_;
  Stage stages_[2];
  int turn_ = 0;
  std::vector<ResampleItem> items_;
};

}  // namespace canopy
