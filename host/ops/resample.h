// PCM of any rate and channel count -> mono float rows at one rate: downmix and band-limited
// polyphase resampling (with the taps of ops/resample_filter.h) in one launch, even for clips of
// different rates.
#pragma once

#include "base/choices.h"
#include "base/sample_format.h"
#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct ResampleParams {
  static constexpr const char* op = "resample";
  int sample_rate = 16000;       // output rate, Hz
  std::int64_t row_samples = 1;  // length of an output row
  MonoMode mono;
  int max_items = 1;
};

/// A piece of sound and the row made from it. Input frame f (counted from the start of the
/// recording) is at time f / rate, output sample k at time k / sample_rate. Frames that are not
/// given are treated as zero.
struct ResampleItem {
  std::int64_t offset_bytes = 0;  // of its first frame in the PCM block; a multiple of 4
  SampleFormat format = SampleFormat::pcm16;
  int channels = 1;
  int rate = 16000;               // Hz
  std::int64_t first_frame = 0;   // the frame number of the first frame given
  std::int64_t frames = 0;        // number of frames given
  std::int64_t first_output = 0;  // the first output sample to write
  std::int64_t outputs = 0;       // number of samples to write, at most row_samples
  std::int64_t row_offset = 0;    // where they start in the row; the rest of the row is zeroed
};

class Resample {
 public:
  virtual ~Resample() = default;
  /// Plans for a source rate (Hz); required before items of that rate are run. Repeats are cheap.
  virtual void add_rate(int rate) = 0;
  /// waves[items, row_samples]; pcm is device memory, interleaved frames.
  virtual void run(Stream&, const std::vector<ResampleItem>& items, const void* pcm,
                   float* waves) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_resample(const ResampleParams& params);
/// Throws std::invalid_argument for no items, more than max_items, an item that does not fit into
/// its row, and an item without the requested channel.
void check_resample_items(const ResampleParams& params, const std::vector<ResampleItem>& items);
/// Throws std::invalid_argument for a rate that add_rate has not planned.
[[noreturn]] void refuse_unplanned_rate(int rate);

/// Number of output samples of `frames` frames: ceil(frames * sample_rate / rate).
std::int64_t resampled_length(std::int64_t frames, int rate, int sample_rate);

/// Frames of context that an output sample needs on either side.
std::int64_t resample_context(int rate, int sample_rate);

}  // namespace canopy
