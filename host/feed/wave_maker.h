// From decoded clips to rows of waves on the device: one upload per clip, on a separate stream so
// that uploads overlap with computation, and one resampling launch per batch.
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
  /// Allocates device memory for `max_items` clips of `largest_clip` bytes; make_rows() allocates
  /// more if larger clips arrive.
  WaveMaker(Backend& backend, const FeaturesConfig& config, int max_items,
            std::size_t largest_clip);
  /// Waits as wait_for_uploads().
  ~WaveMaker();
  WaveMaker(const WaveMaker&) = delete;
  WaveMaker& operator=(const WaveMaker&) = delete;

  /// Enqueues the uploads of the clips (1 to max_items) and, on `stream`, what makes
  /// rows [clips, clip_samples] (device memory). Does not wait. The PCM of the clips must stay
  /// unchanged until `uploaded` is called, on any thread.
  void make_rows(Stream& stream, const std::vector<LoadedClip>& clips, float* rows,
                 std::function<void()> uploaded);
  /// Waits until every `uploaded` callback has returned.
  void wait_for_uploads();

 private:
  /// Device memory for the PCM of one batch. There are two: one is read while the other is filled.
  struct Stage {
    Buffer pcm;
    std::unique_ptr<Event> uploaded, read;
    bool used = false;
  };
  void reserve(Stage& stage, std::size_t bytes, Stream& stream);

  Backend& backend_;
  FeaturesConfig config_;
  std::unique_ptr<Resample> resample_;
  std::unique_ptr<Stream> uploads_;
  Stage stages_[2];
  int turn_ = 0;
  std::vector<ResampleItem> items_;
};

}  // namespace canopy
