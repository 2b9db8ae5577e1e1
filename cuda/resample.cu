// PCM of mixed rates and formats -> mono float rows at one rate, in one launch for up to 32 items.
//
// A block makes a piece of one row: its mono frames once into shared memory, then every output
// sample as the product of a row of taps with the frames around it. A warp has one such product
// spread over its lanes: 32 neighbouring taps times 32 neighbouring frames, so that nothing
// conflicts, and the sum of an output is made in the same order wherever it stands in a row: sound
// in pieces comes out bit for bit as the whole.
//
// Budget, 44.1 kHz stereo PCM16 to 48,000 samples at 16 kHz: 0.53 MB read and 0.19 MB written;
// 832 taps a sample are 40 million multiplications. The table (0.5 MB, in the L2 cache) is read
// once a block. The bound is shared memory, one read a multiplication: by arithmetic 6 microseconds
// a clip on the 132 processors of an H100.
#include "ops/resample.h"

#include <algorithm>
#include <map>
#include <string>

#include "cuda/backend.h"
#include "cuda/launch.h"
#include "cuda/resample_sound.h"
#include "cuda/table.h"
#include "ops/resample_filter.h"

namespace canopy::cuda {
namespace {

constexpr int lanes = 32;
constexpr int warps = block_threads / lanes;
constexpr int sums = 8;                 // that a warp works on at once
constexpr int target_tile = 1280;        // samples of the row that a block makes, about
constexpr int max_staged = 12288;      // frames in shared memory: 48 kB, what every device has
constexpr int min_blended_tile = 32;  // a smaller one is not worth staging its frames

/// The sums of eight values over the warp: lane l gets that of v[l % 8]. Each of the first steps
/// halves what a lane holds; all eight are added in the same order.
__device__ float lane_sums(float (&v)[sums]) {
  for (int half = sums / 2; half > 0; half /= 2) {
    const bool upper = (threadIdx.x & half) != 0;
    for (int i = 0; i < half; ++i) {
      const float kept = upper ? v[i + half] : v[i];
      const float given = upper ? v[i] : v[i + half];
      v[i] = kept + __shfl_xor_sync(0xffffffffu, given, half);
    }
  }
  float sum = v[0];
  for (int step = sums; step < lanes; step *= 2) sum += __shfl_xor_sync(0xffffffffu, sum, step);
  return sum;
}

/// Samples output .. output + count from a table that has a row for every phase. Samples `up` apart
/// share their row and stand `down` frames apart: a warp makes eight of them at once.
template <class Frames>
__device__ void filter_exact(const ResamplePiece& piece, const Frames& frames, std::int64_t output,
                             int count, float* out) {
  const ResampleShape& s = piece.shape;
  const int lane = threadIdx.x % lanes;
  const int up = static_cast<int>(s.up), down = static_cast<int>(s.down);
  const int phases = up < count ? up : count;
  const int rounds = (count + up - 1) / up;
  const int units = phases * ((rounds + sums - 1) / sums);
  for (int unit = threadIdx.x / lanes; unit < units; unit += warps) {
    const int k = unit % phases + unit / phases * sums * up;
    const int wanted = k < count ? (count - k + up - 1) / up : 0;
    const ResamplePosition at = resample_position(s, output + k);
    const float* taps = piece.table + at.row * s.taps;
    const auto x = frames.from(at.frame - s.half + 1);
    float sum[sums] = {};
    for (int j = lane; j < s.taps; j += lanes) {
      const float tap = __ldg(taps + j);
      for (int i = 0; i < sums; ++i)
        if (i < wanted) sum[i] += tap * x[j + i * down];
    }
    const float total = lane_sums(sum);
    if (lane < sums && lane < wanted) out[k + lane * up] = total;
  }
}

/// The same from a table that is blended between two rows: four samples at once, each with its sum
/// over the row before it and over the row behind it.
template <class Frames>
__device__ void filter_blended(const ResamplePiece& piece, const Frames& frames,
                               std::int64_t output, int count, float* out) {
  constexpr int together = sums / 2;
  const ResampleShape& s = piece.shape;
  const int lane = threadIdx.x % lanes;
  for (int k = threadIdx.x / lanes * together; k < count; k += warps * together) {
    float sum[sums] = {};
    for (int i = 0; i < together; ++i) {
      if (k + i >= count) break;
      const ResamplePosition at = resample_position(s, output + k + i);
      const float* taps = piece.table + at.row * s.taps;
      const auto x = frames.from(at.frame - s.half + 1);
      for (int j = lane; j < s.taps; j += lanes) {
        const float sample = x[j];
        sum[i] += __ldg(taps + j) * sample;
        sum[i + together] += __ldg(taps + j + s.taps) * sample;
      }
    }
    const float left = lane_sums(sum);
    const float right = __shfl_xor_sync(0xffffffffu, left, together);
    if (lane < together && k + lane < count)
      out[k + lane] = left + resample_position(s, output + k + lane).blend * (right - left);
  }
}

template <class Frames>
__device__ void filter(const ResamplePiece& piece, const Frames& frames, std::int64_t output,
                       int count, float* out) {
  if (piece.shape.interpolated)
    filter_blended(piece, frames, output, count, out);
  else
    filter_exact(piece, frames, output, count, out);
}

/// blockIdx.y is the item, blockIdx.x the tile of its row.
__global__ void __launch_bounds__(block_threads)
    resample(const __grid_constant__ ResampleBatch batch) {
  CANOPY_DYNAMIC_SHARED(float, staged);
  const ResamplePiece& piece = batch.pieces[blockIdx.y];
  const ResampleItem& item = piece.item;
  const ResampleShape& s = piece.shape;
  const std::int64_t begin = static_cast<std::int64_t>(blockIdx.x) * piece.tile;
  const std::int64_t end = begin + piece.tile < batch.row ? begin + piece.tile : batch.row;
  float* row = batch.waves + blockIdx.y * batch.row;

  const std::int64_t sound_end = item.row_offset + item.outputs;
  const std::int64_t first = begin > item.row_offset ? begin : item.row_offset;
  const std::int64_t last = end < sound_end ? end : sound_end;
  for (std::int64_t i = begin + threadIdx.x; i < end; i += block_threads)
    if (i < first || i >= last) row[i] = 0.0f;
  if (first >= last) return;

  const int count = static_cast<int>(last - first);
  const std::int64_t output = item.first_output + first - item.row_offset;
  const Sound sound(batch, item);
  if (s.taps == 0) {
    for (int k = threadIdx.x; k < count; k += block_threads) row[first + k] = sound.at(output + k);
    return;
  }
  if (!piece.staged) {
    filter(piece, SoundFrames{sound}, output, count, row + first);
    return;
  }
  const std::int64_t from = resample_position(s, output).frame - s.half + 1;
  const std::int64_t until = resample_position(s, output + count - 1).frame + s.half + 1;
  for (int f = threadIdx.x; f < until - from; f += block_threads) staged[f] = sound.at(from + f);
  __syncthreads();
  filter(piece, StagedFrames{staged, from}, output, count, row + first);
}

class CudaResample final : public Resample {
 public:
  CudaResample(Backend& backend, const ResampleParams& params)
      : backend_(backend), params_(params) {
    add_rate(params.sample_rate);
  }

  void add_rate(int rate) override {
    if (plans_.contains(rate)) return;
    const ResampleFilter filter = design_resample_filter(rate, params_.sample_rate);
    Plan plan = plan_tiles(filter.shape);
    plan.table = upload_table(backend_, filter.table);
    plans_.emplace(rate, std::move(plan));
  }

  void run(Stream& stream, const std::vector<ResampleItem>& items, const void* pcm,
           float* waves) override {
    check_resample_items(params_, items);
    for (const ResampleItem& item : items)
      if (!plans_.contains(item.rate)) refuse_unplanned_rate(item.rate);
    for (std::size_t first = 0; first < items.size(); first += items_per_launch) {
      const std::size_t count = std::min<std::size_t>(items.size() - first, items_per_launch);
      ResampleBatch batch{};
      batch.pcm = static_cast<const char*>(pcm);
      batch.waves = waves + static_cast<std::int64_t>(first) * params_.row_samples;
      batch.row = params_.row_samples;
      batch.mono = params_.mono;
      Launch shape{"resample", dim3(1, static_cast<unsigned>(count)), dim3(block_threads)};
      for (std::size_t i = 0; i < count; ++i) {
        const ResampleItem& item = items[first + i];
        const Plan& plan = plans_.find(item.rate)->second;
        batch.pieces[i] = {item, plan.shape, plan.table.floats(), plan.tile, plan.staged > 0};
        shape.grid.x = std::max(shape.grid.x, blocks_for(batch.row, plan.tile));
        shape.shared_bytes = std::max(shape.shared_bytes, plan.staged * sizeof(float));
      }
      launch(stream, shape, resample, batch);
    }
  }

 private:
  struct Plan {
    ResampleShape shape;
    Buffer table;
    std::int32_t tile = target_tile;
    std::size_t staged = 0;  // frames in shared memory, at most; 0: none
  };

  /// Whole rounds of the phases, so that a row of taps serves as many samples as may be.
  static Plan plan_tiles(const ResampleShape& s) {
    Plan plan;
    plan.shape = s;
    if (s.taps == 0) return plan;
    const std::int64_t room = max_staged - s.taps;
    std::int64_t tile = 0;
    if (s.interpolated) {
      tile = std::min<std::int64_t>(target_tile, room * s.up / s.down);
      if (tile < min_blended_tile) tile = 0;
    } else {
      const std::int64_t eight = sums * s.up;
      const std::int64_t rounds = eight <= target_tile
                                      ? target_tile / eight * sums
                                      : std::clamp<std::int64_t>(2 * target_tile / s.up, 1, sums);
      tile = std::min(rounds, room / s.down) * s.up;
    }
    if (tile <= 0) return plan;  // the frames stay where they are
    plan.tile = static_cast<std::int32_t>(tile);
    plan.staged = static_cast<std::size_t>((tile * s.down + s.up - 1) / s.up + s.taps);
    return plan;
  }

  Backend& backend_;
  ResampleParams params_;
  std::map<int, Plan> plans_;
};

}  // namespace

std::unique_ptr<Resample> CudaBackend::make_resample(const ResampleParams& params) {
  check_resample(params);
  return std::make_unique<CudaResample>(*this, params);
}

}  // namespace canopy::cuda
