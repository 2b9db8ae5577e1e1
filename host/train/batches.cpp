#include "train/batches.h"

#include <algorithm>

#include "base/error.h"
#include "ops/gather.h"
#include "train/wave_maker.h"

namespace canopy {
namespace {

std::size_t float_bytes(std::int64_t count) {
  return static_cast<std::size_t>(count) * sizeof(float);
}

/// Labels of the whole epoch, uploaded once in its order.
class EpochLabels {
 public:
  void begin(Backend& backend, Stream& stream, const ClipSet& set,
             const std::vector<std::int32_t>& clips) {
    host_.clear();
    for (std::int32_t clip : clips) host_.push_back(set.clips[static_cast<std::size_t>(clip)].label);
    const std::size_t bytes = host_.size() * sizeof(std::int32_t);
    if (bytes > device_.bytes()) device_ = backend.allocate(bytes);
    if (bytes > 0) backend.upload(stream, device_.data(), host_.data(), bytes);
    stream.synchronize();  // between epochs: the host copy may change after this
  }
  const std::int32_t* at(std::size_t item) const { return device_.as<std::int32_t>() + item; }

 private:
  std::vector<std::int32_t> host_;
  Buffer device_;
};

/// Rows of the device's cache, gathered by index.
class ResidentSource final : public BatchSource {
 public:
  ResidentSource(Backend& backend, const Config& config, const Ingested& ingested)
      : backend_(backend), config_(config), ingested_(ingested), batch_(config.train.batch_size) {
    const std::int64_t image = feature_image(config.features).size();
    const bool waves = ingested.cache == CacheKind::waves;
    GatherParams params;
    params.row = waves ? config.features.clip_samples : image;
    params.max_items = batch_;
    gather_ = backend.make_gather(params);
    image_memory_ = backend.allocate(float_bytes(image * batch_));
    images_ = image_memory_.floats();
    if (waves) {
      waves_ = backend.allocate(float_bytes(params.row * batch_));
      features_ = std::make_unique<FeatureExtractor>(backend, config.features, batch_);
    }
  }

  void begin(Stream& stream, const std::vector<std::int32_t>& clips) override {
    count_ = clips.size();
    at_ = 0;
    epoch_labels_.begin(backend_, stream, ingested_.set, clips);
    const std::size_t bytes = count_ * sizeof(std::int32_t);
    if (bytes > rows_.bytes()) rows_ = backend_.allocate(bytes);
    if (bytes > 0) backend_.upload(stream, rows_.data(), clips.data(), bytes);
    stream.synchronize();
  }

  int next(Stream& stream) override {
    const int n = static_cast<int>(std::min<std::size_t>(batch_, count_ - at_));
    if (n == 0) return 0;
    const std::int32_t* rows = rows_.as<std::int32_t>() + at_;
    if (features_) {
      gather_->run(stream, n, ingested_.rows.data(), rows, waves_.data());
      features_->run(stream, n, waves_.floats(), config_.features.clip_samples,
                     image_memory_.floats());
    } else {
      gather_->run(stream, n, ingested_.rows.data(), rows, image_memory_.data());
    }
    labels_ = epoch_labels_.at(at_);
    at_ += static_cast<std::size_t>(n);
    return n;
  }

 private:
  Backend& backend_;
  const Config& config_;
  const Ingested& ingested_;
  int batch_;
  std::unique_ptr<Gather> gather_;
  std::unique_ptr<FeatureExtractor> features_;
  Buffer image_memory_, waves_, rows_;
  EpochLabels epoch_labels_;
  std::size_t count_ = 0, at_ = 0;
};

/// Clips decoded again every epoch, for sets that do not fit on the device.
class StreamingSource final : public BatchSource {
 public:
  StreamingSource(Backend& backend, const Config& config, const Ingested& ingested, int threads)
      : backend_(backend),
        config_(config),
        set_(ingested.set),
        batch_(config.train.batch_size),
        options_(loader_options(config, threads)),
        maker_(backend, config.features, batch_),
        features_(backend, config.features, batch_) {
    options_.slots = 2 * batch_ + threads;
    slots_ = std::make_unique<PinnedSlots>(backend, options_.slots);
    waves_ = backend.allocate(float_bytes(std::int64_t{config.features.clip_samples} * batch_));
    image_memory_ = backend.allocate(float_bytes(features_.output().size() * batch_));
    images_ = image_memory_.floats();
  }

  void begin(Stream& stream, const std::vector<std::int32_t>& clips) override {
    loader_.reset();  // the old one's threads may still write to the slots
    epoch_labels_.begin(backend_, stream, set_, clips);
    at_ = 0;
    loader_ = std::make_unique<Loader>(set_.clips,
                                       std::vector<std::size_t>(clips.begin(), clips.end()),
                                       options_, slots_->memory());
  }

  int next(Stream& stream) override {
    LoadedClip clip;
    std::vector<int> held;
    while (static_cast<int>(held.size()) < batch_ && loader_->next(clip)) {
      if (!clip.error.empty())
        throw Error(ErrorKind::data, set_.clips[clip.index].name + ": " + clip.error +
                                         "; it was whole when the run began");
      maker_.add(clip);
      held.push_back(clip.slot);
    }
    const int n = static_cast<int>(held.size());
    if (n == 0) return 0;
    maker_.flush(stream, waves_.floats());
    for (int slot : held) loader_->release(slot);
    features_.run(stream, n, waves_.floats(), config_.features.clip_samples,
                  image_memory_.floats());
    labels_ = epoch_labels_.at(at_);
    at_ += static_cast<std::size_t>(n);
    return n;
  }

 private:
  Backend& backend_;
  const Config& config_;
  const ClipSet& set_;
  int batch_;
  LoaderOptions options_;
  WaveMaker maker_;
  FeatureExtractor features_;
  std::unique_ptr<PinnedSlots> slots_;
  std::unique_ptr<Loader> loader_;
  Buffer waves_, image_memory_;
  EpochLabels epoch_labels_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads) {
  if (ingested.cache == CacheKind::none)
    return std::make_unique<StreamingSource>(backend, config, ingested, threads);
  return std::make_unique<ResidentSource>(backend, config, ingested);
}

}  // namespace canopy
