// Decoded clips -> rows of waves on the device: one upload a clip on a stream of their own, so that
// they travel while the device computes, and one resampling launch a batch.
#pragma once

#include <cstdint>
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
  /// `largest_clip` bytes are taken for each clip in advance; where a longer one may come, 0.
  WaveMaker(Backend& backend, const FeaturesConfig& config, int max_items,
            std::size_t largest_clip = 0);
  ~WaveMaker();  // waits for the uploads under way
  WaveMaker(const WaveMaker&) = delete;
  WaveMaker& operator=(const WaveMaker&) = delete;

  /// Takes up a clip; its memory must stay as it is until `uploaded` of the next flush() is called.
  void add(const LoadedClip& clip);
  int count() const { return static_cast<int>(taken_.size()); }
  /// Enqueues the uploads of the clips taken, and on `stream` what makes rows[count, clip_samples]
  /// (device) of them. Waits for nothing: `uploaded` is called, on some thread, when the clips'
  /// memory is free again.
  void flush(Stream& stream, float* rows, std::function<void()> uploaded);
  /// Waits until every `uploaded` has been called.
  void wait_for_uploads();

 private:
  /// Device memory of one batch's PCM. Two take turns: one is read while the other is filled.
  struct Stage {
    Buffer pcm;
    std::unique_ptr<Event> uploaded, read;
    bool used = false;
  };

  Backend& backend_;
  FeaturesConfig config_;
  std::unique_ptr<Resample> resample_;
  std::unique_ptr<Stream> copies_;
  Stage stages_[2];
  int turn_ = 0;
  std::vector<LoadedClip> taken_;
  std::vector<ResampleItem> items_;
};

}  // namespace canopy
