#include "feed/batches.h"
#include "feed/ingest.h"
#include "feed/row_stream.h"
#include "model/features.h"

namespace canopy {
namespace {

constexpr int rows_per_item = 3;  // at most: its clip, a second call and a background

/// Augmented rows, from the cache on the device or from clips that are decoded again.
class AugmentedSource final : public BatchSource {
 public:
  AugmentedSource(Backend& backend, const Config& config, const Ingested& ingested, int threads)
      : config_(config),
        ingested_(ingested),
        planner_(config, ingested.survey.set, ingested.lengths),
        batch_(backend, config),
        features_(backend, config.features, config.train.batch_size) {
    const auto floats = [&](std::int64_t count) { return allocate_floats(backend, count); };
    const std::int64_t batch = config.train.batch_size;
    windows_ = floats(batch * config.features.clip_samples);
    images_ = floats(batch * features_.output().size());
    if (ingested.cache != CacheKind::none) return;
    const int max_rows = rows_per_item * config.train.batch_size;
    streamed_ = std::make_unique<RowStream>(backend, config, ingested, threads, max_rows);
    rows_ = floats(max_rows * std::int64_t{row_features(config).clip_samples});
  }

  void begin(Stream& stream, const std::vector<std::int32_t>& clips,
             std::uint32_t first_step) override {
    EpochPlan plan = first_step > 0 ? planner_.augmented(clips, first_step) : planner_.plain(clips);
    if (streamed_) streamed_->begin(take_rows(plan));
    batch_.begin(stream, plan);
  }

  int next(Stream& stream) override {
    const int n = batch_.next(stream);
    if (streamed_ && n > 0) streamed_->next(stream, rows_per_batch_[next_batch_++], rows_.floats());
    return n;
  }

  void make_images(Stream& stream, int n, const StepScalars* step) override {
    const Buffer& rows = streamed_ ? rows_ : ingested_.rows;
    batch_.make_windows(stream, n, rows.floats(), windows_.floats());
    features_.run(stream, n, windows_.floats(), config_.features.clip_samples, images_.floats());
    if (step) batch_.change_images(stream, n, step, images_.floats());
  }

  const std::int32_t* labels() const override { return batch_.labels(); }
  const std::int32_t* partners() const override { return batch_.partners(); }
  const float* shares() const override { return batch_.shares(); }

 private:
  /// Returns the clips that the batches of the plan need, in order, and renumbers the rows of the
  /// plan to their positions within the batch.
  std::vector<std::size_t> take_rows(EpochPlan& plan) {
    const auto batch = static_cast<std::size_t>(config_.train.batch_size);
    std::vector<std::size_t> clips;
    rows_per_batch_.assign((plan.items.size() + batch - 1) / batch, 0);
    next_batch_ = 0;
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
      AugmentItem& item = plan.items[i];
      for (std::int32_t* row : {&item.clip.row, &item.call.row, &item.background.row}) {
        if (*row < 0) continue;
        clips.push_back(static_cast<std::size_t>(*row));
        *row = rows_per_batch_[i / batch]++;
      }
    }
    return clips;
  }

  const Config& config_;
  const Ingested& ingested_;
  AugmentPlanner planner_;
  AugmentedBatch batch_;
  FeatureExtractor features_;
  std::unique_ptr<RowStream> streamed_;  // null if the rows are in the cache
  std::vector<int> rows_per_batch_;
  std::size_t next_batch_ = 0;
  Buffer rows_, windows_;
};

}  // namespace

std::unique_ptr<BatchSource> make_augmented_source(Backend& backend, const Config& config,
                                                   const Ingested& ingested, int threads) {
  return std::make_unique<AugmentedSource>(backend, config, ingested, threads);
}

}  // namespace canopy
