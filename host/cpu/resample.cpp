#include "ops/resample.h"

#include <algorithm>
#include <map>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "cpu/simd/table.h"
#include "ops/math/downmix.h"
#include "ops/resample_filter.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t piece_samples = 16384;  // that a piece reads or writes, approximately

/// Interleaved frames, downmixed to `count` floats.
template <class Sample>
void downmix(const Sample* pcm, int channels, MonoMode mono, std::int64_t count, float* out) {
  if (mono.kind != MonoKind::mean) {
    pcm += math::chosen_channel(mono);
    for (std::int64_t i = 0; i < count; ++i) out[i] = math::one_channel(pcm[i * channels]);
    return;
  }
  const float share = math::sample_scale<Sample> / static_cast<float>(channels);
  for (std::int64_t i = 0; i < count; ++i)
    out[i] = math::channel_mean(pcm + i * channels, channels, share);
}

class CpuResample final : public Resample {
 public:
  explicit CpuResample(const ResampleParams& params) : params_(params) {
    add_rate(params.sample_rate);
  }

  void add_rate(int rate) override {
    if (plans_.contains(rate)) return;
    Plan plan{design_resample_filter(rate, params_.sample_rate), 0, 0};
    const ResampleShape& s = plan.filter.shape;
    // With an exact table, a piece is a multiple of four whole rounds of the phases.
    const std::int64_t unit = s.interpolated ? 4 : 4 * s.up;
    const std::int64_t fitting = std::min(piece_samples, piece_samples * s.up / s.down);
    plan.outputs = std::max(fitting / unit, std::int64_t{1}) * unit;
    plan.frames = (plan.outputs * s.down + s.up - 1) / s.up + s.taps + 1;
    scratch_size_ = std::max(scratch_size_, static_cast<std::size_t>(plan.frames));
    plans_.emplace(rate, std::move(plan));
    make_scratch();
  }

  void run(Stream&, const std::vector<ResampleItem>& items, const void* pcm,
           float* waves) override {
    check_resample_items(params_, items);
    make_scratch();
    pieces_.clear();
    for (std::size_t i = 0; i < items.size(); ++i) add_pieces(items[i], i);
    parallel_parts(static_cast<std::int64_t>(pieces_.size()), [&](std::int64_t part) {
      const Piece& piece = pieces_[static_cast<std::size_t>(part)];
      const ResampleItem& item = items[piece.item];
      float* row = waves + static_cast<std::int64_t>(piece.item) * params_.row_samples;
      if (piece.begin == 0) clear_rest(item, row);
      std::vector<float>& scratch = scratch_[static_cast<std::size_t>(omp_get_thread_num())];
      run_piece(item, piece, pcm, scratch.data(), row + item.row_offset + piece.begin);
    });
  }

 private:
  struct Plan {
    ResampleFilter filter;
    std::int64_t outputs;  // samples that a piece writes
    std::int64_t frames;   // frames that a piece reads, at most
  };
  struct Piece {
    std::size_t item;
    const Plan* plan;
    std::int64_t begin, end;  // among the item's outputs
  };

  /// One block per thread. All are made by add_rate, unless the caller has more threads by now.
  void make_scratch() {
    scratch_.resize(std::max(scratch_.size(), static_cast<std::size_t>(omp_get_max_threads())));
    for (std::vector<float>& block : scratch_) block.resize(scratch_size_);
  }

  void add_pieces(const ResampleItem& item, std::size_t index) {
    const auto plan = plans_.find(item.rate);
    if (plan == plans_.end()) refuse_unplanned_rate(item.rate);
    std::int64_t begin = 0;
    do {
      const std::int64_t end = std::min(item.outputs, begin + plan->second.outputs);
      pieces_.push_back({index, &plan->second, begin, end});
      begin = end;
    } while (begin < item.outputs);
  }

  void clear_rest(const ResampleItem& item, float* row) const {
    std::fill(row, row + item.row_offset, 0.0f);
    std::fill(row + item.row_offset + item.outputs, row + params_.row_samples, 0.0f);
  }

  void run_piece(const ResampleItem& item, const Piece& piece, const void* pcm, float* scratch,
                 float* out) const {
    const std::int64_t count = piece.end - piece.begin;
    const std::int64_t first = item.first_output + piece.begin;
    if (count == 0) return;
    const ResampleFilter& filter = piece.plan->filter;
    const ResampleShape& s = filter.shape;
    if (s.taps == 0) {
      read_frames(item, pcm, first, count, out);
      return;
    }
    const std::int64_t first_frame = resample_position(s, first).frame - s.half + 1;
    const std::int64_t end_frame = resample_position(s, first + count - 1).frame + s.half + 1;
    read_frames(item, pcm, first_frame, end_frame - first_frame, scratch);

    const auto fir = simd::table().fir;
    // The frames under a row of taps, for the sample whose own frame is `frame`.
    const auto under = [&](std::int64_t frame) {
      return scratch + (frame - s.half + 1 - first_frame);
    };
    if (s.interpolated) {
      for (std::int64_t k = 0; k < count; ++k) {
        const ResamplePosition at = resample_position(s, first + k);
        const float* row = filter.table.data() + at.row * s.taps;
        float left, right;
        fir(s.taps, row, under(at.frame), 0, 1, &left, 0);
        fir(s.taps, row + s.taps, under(at.frame), 0, 1, &right, 0);
        out[k] = left + at.blend * (right - left);
      }
      return;
    }
    // Samples `up` apart share a row of taps, and their frames are `down` apart.
    for (std::int64_t k = 0; k < std::min(count, s.up); ++k) {
      const ResamplePosition at = resample_position(s, first + k);
      fir(s.taps, filter.table.data() + at.row * s.taps, under(at.frame), s.down,
          (count - k + s.up - 1) / s.up, out + k, s.up);
    }
  }

  /// Mono frames begin .. begin + count of the recording; zero where no frames were given.
  void read_frames(const ResampleItem& item, const void* pcm, std::int64_t begin,
                   std::int64_t count, float* to) const {
    const std::int64_t from = std::clamp(item.first_frame - begin, std::int64_t{0}, count);
    const std::int64_t until = std::clamp(item.first_frame + item.frames - begin, from, count);
    std::fill(to, to + from, 0.0f);
    std::fill(to + until, to + count, 0.0f);
    if (from == until) return;
    const char* bytes = static_cast<const char*>(pcm) + item.offset_bytes;
    const std::int64_t skip = (begin + from - item.first_frame) * item.channels;
    if (item.format == SampleFormat::pcm16)
      downmix(reinterpret_cast<const std::int16_t*>(bytes) + skip, item.channels, params_.mono,
              until - from, to + from);
    else
      downmix(reinterpret_cast<const float*>(bytes) + skip, item.channels, params_.mono,
              until - from, to + from);
  }

  ResampleParams params_;
  std::map<int, Plan> plans_;
  std::size_t scratch_size_ = 0;
  std::vector<std::vector<float>> scratch_;  // one per thread
  std::vector<Piece> pieces_;                // of the current run
};

}  // namespace

std::unique_ptr<Resample> CpuBackend::make_resample(const ResampleParams& params) {
  check_resample(params);
  return std::make_unique<CpuResample>(params);
}

}  // namespace canopy::cpu
