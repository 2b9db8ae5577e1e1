// Decoded clips -> rows of waves on the device: one upload a clip, one resampling launch a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "config/config.h"
#include "data/loader.h"
#include "ops/backend.h"
#include "ops/resample.h"

namespace canopy {

class WaveMaker {
 public:
  WaveMaker(Backend& backend, const FeaturesConfig& config, int max_items);

  /// Takes up a clip; its slot may be released after flush().
  void add(const LoadedClip& clip);
  int count() const { return static_cast<int>(taken_.size()); }
  /// Uploads the clips taken and makes their waves, rows[count, clip_samples] (device). When it
  /// returns the slots' memory is free again.
  void flush(Stream& stream, float* rows);

 private:
  Backend& backend_;
  FeaturesConfig config_;
  std::unique_ptr<Resample> resample_;
  std::unique_ptr<Event> uploaded_;
  std::vector<LoadedClip> taken_;
  Buffer pcm_;
};

}  // namespace canopy
