// PCM of mixed rates and formats -> mono float rows at one rate, in one launch for up to 32 items.
//
// A block computes a tile of one row: it copies the tile's mono frames to shared memory once, then
// computes every output sample as the dot product of a row of taps with the frames around it. The
// lanes of a warp share a dot product: 32 adjacent taps times 32 adjacent frames, without bank
// conflicts. An output is summed in the same order at any position in a row, so a recording gives
// the same bits in chunks and as a whole.
//
// Cost, 44.1 kHz stereo PCM16 to 48,000 samples at 16 kHz: 0.53 MB read and 0.19 MB written; 832
// taps per sample are 40 million multiplications. Each block reads the table (0.5 MB, in the L2
// cache) once. The limit is shared memory, with one read per multiplication: in theory 6
// microseconds per clip on the 132 SMs of an H100.
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
constexpr int sums = 8;               // that a warp computes at once
constexpr int target_tile = 1280;     // approximate number of samples of a block's tile
constexpr int max_staged = 12288;     // frames in shared memory: 48 kB, which every device has
constexpr int min_blended_tile = 32;  // for smaller tiles, staging the frames does not pay off

/// The sums of eight values over the warp: lane l gets the sum of v[l % 8]. Each of the first steps
/// halves the number of values of a lane; all eight are added in the same order.
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
/// share a row, and their frames are `down` apart: a warp computes eight of them at once.
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
    const int samples = k < count ? (count - k + up - 1) / up : 0;
    const ResamplePosition at = resample_position(s, output + k);
    const float* taps = piece.table + at.row * s.taps;
    const auto x = frames.from(at.frame - s.half + 1);
    float sum[sums] = {};
    for (int j = lane; j < s.taps; j += lanes) {
      const float tap = __ldg(taps + j);
      for (int i = 0; i < sums; ++i)
        if (i < samples) sum[i] += tap * x[j + i * down];
    }
    const float total = lane_sums(sum);
    if (lane < sums && lane < samples) out[k + lane * up] = total;
  }
}

/// The same from a table whose rows are interpolated: four samples at once, each with one sum for
/// the row before it and one for the row after it.
template <class Frames>
__device__ void filter_blended(const ResamplePiece& piece, const Frames& frames,
                               std::int64_t output, int count, float* out) {
  constexpr int samples = sums / 2;
  const ResampleShape& s = piece.shape;
  const int lane = threadIdx.x % lanes;
  for (int k = threadIdx.x / lanes * samples; k < count; k += warps * samples) {
    float sum[sums] = {};
    for (int i = 0; i < samples; ++i) {
      if (k + i >= count) break;
      const ResamplePosition at = resample_position(s, output + k + i);
      const float* taps = piece.table + at.row * s.taps;
      const auto x = frames.from(at.frame - s.half + 1);
      for (int j = lane; j < s.taps; j += lanes) {
        const float sample = x[j];
        sum[i] += __ldg(taps + j) * sample;
        sum[i + samples] += __ldg(taps + j + s.taps) * sample;
      }
    }
    const float left = lane_sums(sum);
    const float right = __shfl_xor_sync(0xffffffffu, left, samples);
    if (lane < samples && k + lane < count)
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
    std::size_t staged = 0;  // maximum number of frames in shared memory; 0: not staged
  };

  /// A tile is a number of whole rounds of the phases, so that each row of taps is used for as many
  /// samples as possible.
  static Plan plan_tiles(const ResampleShape& s) {
    Plan plan;
    plan.shape = s;
    if (s.taps == 0) return plan;
    const std::int64_t max_frames = max_staged - s.taps;
    std::int64_t tile = 0;
    if (s.interpolated) {
      tile = std::min<std::int64_t>(target_tile, max_frames * s.up / s.down);
      if (tile < min_blended_tile) tile = 0;
    } else {
      const std::int64_t eight = sums * s.up;
      const std::int64_t rounds = eight <= target_tile
                                      ? target_tile / eight * sums
                                      : std::clamp<std::int64_t>(2 * target_tile / s.up, 1, sums);
      tile = std::min(rounds, max_frames / s.down) * s.up;
    }
    if (tile <= 0) return plan;  // the frames are not staged
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
