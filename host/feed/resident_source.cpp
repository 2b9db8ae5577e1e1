#include "feed/batches.h"
#include "feed/ingest.h"
#include "model/features.h"
#include "ops/gather.h"

namespace canopy {
namespace {

/// Rows of the cache on the device, gathered by index.
class ResidentSource final : public BatchSource {
 public:
  ResidentSource(Backend& backend, const Config& config, const Ingested& ingested)
      : config_(config),
        ingested_(ingested),
        rows_(backend, config.train.batch_size),
        labels_(backend, config.train.batch_size) {
    const int batch = config.train.batch_size;
    const auto floats = [&](std::int64_t per_item) {
      return allocate_floats(backend, per_item * batch);
    };
    const std::int64_t image = feature_image(config.features).size();
    const bool waves = ingested.cache == CacheKind::waves;
    GatherParams params;
    params.row = waves ? config.features.clip_samples : image;
    params.max_items = batch;
    gather_ = backend.make_gather(params);
    images_ = floats(image);
    if (!waves) return;
    waves_ = floats(params.row);
    features_ = std::make_unique<FeatureExtractor>(backend, config.features, batch);
  }

  void begin(Stream& stream, const std::vector<std::int32_t>& clips, std::uint32_t) override {
    rows_.begin(stream, clips);
    labels_.begin(stream, labels_of(ingested_.survey.set, clips));
  }

  int next(Stream& stream) override {
    labels_.next(stream);
    return rows_.next(stream);
  }

  void make_images(Stream& stream, int n, const StepScalars*) override {
    const Buffer& gathered = features_ ? waves_ : images_;
    gather_->run(stream, n, ingested_.rows.data(), rows_.values(), gathered.data());
    if (features_)
      features_->run(stream, n, waves_.floats(), config_.features.clip_samples, images_.floats());
  }

  const std::int32_t* labels() const override { return labels_.values(); }

 private:
  const Config& config_;
  const Ingested& ingested_;
  std::unique_ptr<Gather> gather_;
  std::unique_ptr<FeatureExtractor> features_;
  Buffer waves_;
  EpochList<std::int32_t> rows_, labels_;
};

}  // namespace

std::unique_ptr<BatchSource> make_resident_source(Backend& backend, const Config& config,
                                                  const Ingested& ingested) {
  return std::make_unique<ResidentSource>(backend, config, ingested);
}

}  // namespace canopy
