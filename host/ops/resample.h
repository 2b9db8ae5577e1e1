// PCM of any rate and channel count -> mono float rows at one rate: downmix and band-limited
// polyphase resampling (the taps of ops/resample_filter.h) in one launch for clips of mixed rates.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

enum class SampleFormat { pcm16, float32 };

struct MonoMode {
  enum Kind { first, mean, channel } kind = first;
  int channel_index = 0;  // with kind channel: counted from 0; a clip with fewer channels is an
                          // Error(data) where it is read, not here
};

struct ResampleParams {
  static constexpr const char* op = "resample";
  int sample_rate = 16000;       // of the output, Hz
  std::int64_t row_samples = 1;  // length of an output row
  MonoMode mono;
  int max_items = 1;
};

/// One piece of sound and the row it makes. Frame f of the input (f counted from the start of the
/// recording) stands at time f / rate; output sample k at time k / sample_rate. Frames that are
/// not given count as zero.
struct ResampleItem {
  std::int64_t offset_bytes = 0;  // of its first frame within the pcm block; a multiple of 4
  SampleFormat format = SampleFormat::pcm16;
  int channels = 1;
  int rate = 16000;              // Hz
  std::int64_t first_frame = 0;  // the frame number of the first frame given
  std::int64_t frames = 0;       // how many are given
  std::int64_t first_output = 0; // the output sample that stands first in the row's sound
  std::int64_t outputs = 0;      // how many samples to write, at most row_samples
  std::int64_t row_offset = 0;   // where in the row they start; the rest of the row becomes zero
};

class Resample {
 public:
  virtual ~Resample() = default;
  /// Plans a source rate (Hz); to be called before items of that rate are run. Cheap when known.
  virtual void add_rate(int rate) = 0;
  /// waves[items, row_samples]; pcm is device memory, interleaved frames.
  virtual void run(Stream&, const std::vector<ResampleItem>& items, const void* pcm,
                   float* waves) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_resample(const ResampleParams& params);
/// Likewise for the items of a run: too many or none, one that does not fit its row, and one
/// without the channel that is asked for.
void check_resample_items(const ResampleParams& params, const std::vector<ResampleItem>& items);
/// Throws std::invalid_argument for a rate that add_rate has not planned.
[[noreturn]] void refuse_unplanned_rate(int rate);

/// Samples that `frames` frames at `rate` become at `sample_rate`: ceil(frames * out / in).
std::int64_t resampled_length(std::int64_t frames, int rate, int sample_rate);

/// Frames of context an output sample needs on either side at this source rate.
std::int64_t resample_context(int rate, int sample_rate);

}  // namespace canopy
