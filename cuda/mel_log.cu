// Power spectra -> mel bands -> logarithm.
// Bytes moved per frame: its bins are read and its bands written, 4 bytes each (257 and 64: 1.3
// kB); two multiplications per bin, since two triangles cover it.
#include "ops/mel_log.h"

#include <algorithm>

#include "cuda/backend.h"
#include "cuda/launch.h"
#include "cuda/table.h"
#include "ops/math/spectrum.h"
#include "ops/mel_filters.h"

namespace canopy::cuda {
namespace {

constexpr int target_staged = 4096;  // bins that a block keeps in shared memory: 16 kB
constexpr int max_staged = 12288;    // 48 kB, which every device has; longer ones are not staged

/// A launch's arguments. If `staged`, a block's frames are first copied to shared memory.
struct MelShape {
  std::int64_t frames;
  int bins, bands;
  int frames_per_block;
  bool staged;
  bool log;
  float log_offset;
};

/// A thread computes single bands, one after another.
__global__ void mel_bands(MelShape s, const float* __restrict__ power,
                          const MelBand* __restrict__ bands, const float* __restrict__ weights,
                          float* __restrict__ out) {
  CANOPY_DYNAMIC_SHARED(float, staged);
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * s.frames_per_block;
  const int count = static_cast<int>(s.frames - first < s.frames_per_block ? s.frames - first
                                                                           : s.frames_per_block);
  const float* rows = power + first * s.bins;
  if (s.staged) {
    for (int i = threadIdx.x; i < count * s.bins; i += block_threads) staged[i] = rows[i];
    __syncthreads();
    rows = staged;
  }
  out += first * s.bands;
  for (int i = threadIdx.x; i < count * s.bands; i += block_threads) {
    const int frame = i / s.bands;
    const MelBand band = bands[i - frame * s.bands];
    const float* bins = rows + static_cast<std::int64_t>(frame) * s.bins + band.start;
    float total = 0;
    for (int b = 0; b < band.length; ++b) total += weights[band.offset + b] * bins[b];
    out[i] = s.log ? math::log_scale(total, s.log_offset) : total;
  }
}

class CudaMelLog final : public MelLog {
 public:
  CudaMelLog(Backend& backend, const MelLogParams& params) : params_(params) {
    const MelFilters filters = design_mel_filters(params);
    bands_ = upload_table(backend, filters.bands);
    weights_ = upload_table(backend, filters.weights);
  }

  void run(Stream& stream, int n, const float* power, float* out) override {
    check_items(params_, n);
    MelShape s;
    s.frames = n * params_.frames;
    s.bins = params_.bins;
    s.bands = params_.bands;
    s.frames_per_block = std::max(1, target_staged / params_.bins);
    s.staged = params_.bins <= max_staged;
    s.log = params_.log;
    s.log_offset = params_.log_offset;
    const Launch shape{"mel_bands", dim3(blocks_for(s.frames, s.frames_per_block)),
                       dim3(block_threads),
                       s.staged ? static_cast<std::size_t>(s.frames_per_block) *
                                      static_cast<std::size_t>(s.bins) * sizeof(float)
                                : 0};
    launch(stream, shape, mel_bands, s, power, bands_.as<MelBand>(), weights_.floats(), out);
  }

 private:
  MelLogParams params_;
  Buffer bands_, weights_;
};

}  // namespace

std::unique_ptr<MelLog> CudaBackend::make_mel_log(const MelLogParams& params) {
  check_mel_log(params);
  return std::make_unique<CudaMelLog>(*this, params);
}

}  // namespace canopy::cuda
