// Per-channel energy normalisation.
// Bytes moved: 12 per value: read twice (the second time from a cache) and written once; about 100
// operations per value for the logarithms and powers. The running mean is a dependent chain along
// the frames. Each band's chain is divided into `pieces`, and a thread first computes how its piece
// changes any mean, so that a chain is as long as two pieces instead of all frames.
#include "cuda/backend.h"
#include "cuda/launch.h"
#include "cuda/unroll.h"
#include "ops/math/pcen.h"

namespace canopy::cuda {
namespace {

constexpr int across = 32, pieces = 16;  // per block: bands, and pieces of their frames

/// blockIdx.x counts groups of bands, blockIdx.y items. `keep` is the weight of the initial mean
/// after a piece, (1 - smoothing) ^ piece. out may be energy, since a thread reads and writes only
/// its own piece.
__global__ void __launch_bounds__(across* pieces)
    pcen_bands(math::PcenFormula f, std::int64_t frames, int bands, std::int64_t piece, float keep,
               const float* energy, float* out) {
  __shared__ float added[pieces][across];  // the mean after a piece that starts from 0
  __shared__ float first[across];
  const int band = static_cast<int>(blockIdx.x * across + threadIdx.x);
  const std::int64_t begin = threadIdx.y * piece;
  const std::int64_t end = begin + piece < frames ? begin + piece : frames;
  const std::int64_t at = blockIdx.y * frames * bands + band;
  float mean = 0;
  if (band < bands) {
    if (threadIdx.y == 0) first[threadIdx.x] = energy[at];
    CANOPY_UNROLL_BY(4)
    for (std::int64_t t = begin; t < end; ++t)
      mean = math::pcen_mean(mean, energy[at + t * bands], f.smoothing);
    added[threadIdx.y][threadIdx.x] = mean;
  }
  __syncthreads();
  if (band >= bands) return;
  mean = first[threadIdx.x];
  for (unsigned before = 0; before < threadIdx.y; ++before)
    mean = keep * mean + added[before][threadIdx.x];
  CANOPY_UNROLL_BY(4)
  for (std::int64_t t = begin; t < end; ++t) {
    const float value = energy[at + t * bands];
    mean = math::pcen_mean(mean, value, f.smoothing);
    out[at + t * bands] = math::pcen_value(f, value, mean);
  }
}

class CudaPcen final : public Pcen {
 public:
  explicit CudaPcen(const PcenParams& p) : p_(p), piece_((p.frames + pieces - 1) / pieces) {
    keep_ = static_cast<float>(
        std::pow(1 - static_cast<double>(p.smoothing), static_cast<double>(piece_)));
  }

  void run(Stream& stream, int n, const float* energy, float* out) override {
    check_items(p_, n);
    const Launch shape{"pcen_bands", dim3(blocks_for(p_.bands, across), static_cast<unsigned>(n)),
                       dim3(across, pieces)};
    launch(stream, shape, pcen_bands, math::pcen_formula(p_), p_.frames, p_.bands, piece_, keep_,
           energy, out);
  }

 private:
  PcenParams p_;
  std::int64_t piece_;  // frames
  float keep_;
};

}  // namespace

std::unique_ptr<Pcen> CudaBackend::make_pcen(const PcenParams& p) {
  check_pcen(p);
  return std::make_unique<CudaPcen>(p);
}

}  // namespace canopy::cuda
