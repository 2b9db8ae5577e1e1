#include "feed/batches.h"
#include "feed/ingest.h"
#include "feed/row_stream.h"
#include "model/features.h"

namespace canopy {
namespace {

/// Clips that are decoded again in every epoch, for sets that do not fit on the device.
class StreamingSource final : public BatchSource {
 public:
  StreamingSource(Backend& backend, const Config& config, const Ingested& ingested, int threads)
      : config_(config),
        set_(ingested.survey.set),
        rows_(backend, config, ingested, threads, config.train.batch_size),
        features_(backend, config.features, config.train.batch_size),
        labels_(backend, config.train.batch_size) {
    const std::int64_t batch = config.train.batch_size;
    waves_ = allocate_floats(backend, batch * config.features.clip_samples);
    images_ = allocate_floats(backend, batch * features_.output().size());
  }

  void begin(Stream& stream, const std::vector<std::int32_t>& clips, std::uint32_t) override {
    labels_.begin(stream, labels_of(set_, clips));
    rows_.begin({clips.begin(), clips.end()});
  }

  int next(Stream& stream) override {
    const int n = rows_.next(stream, config_.train.batch_size, waves_.floats());
    labels_.next(stream);
    return n;
  }

  void make_images(Stream& stream, int n, const StepScalars*) override {
    features_.run(stream, n, waves_.floats(), config_.features.clip_samples, images_.floats());
  }

  const std::int32_t* labels() const override { return labels_.values(); }

 private:
  const Config& config_;
  const ClipSet& set_;
  RowStream rows_;
  FeatureExtractor features_;
  Buffer waves_;
  EpochList<std::int32_t> labels_;
};

}  // namespace

std::unique_ptr<BatchSource> make_streaming_source(Backend& backend, const Config& config,
                                                   const Ingested& ingested, int threads) {
  return std::make_unique<StreamingSource>(backend, config, ingested, threads);
}

}  // namespace canopy
