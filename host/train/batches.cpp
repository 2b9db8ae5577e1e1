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

/// A list of an epoch (labels, rows) on the device, of which each batch's part is put in one place.
class EpochList {
 public:
  EpochList(Backend& backend, int batch)
      : backend_(backend), batch_(static_cast<std::size_t>(batch)) {}

  void begin(Stream& stream, const std::vector<std::int32_t>& values) {
    const std::size_t bytes = values.size() * sizeof(std::int32_t);
    if (bytes > device_.bytes()) device_ = backend_.allocate(bytes);
    if (bytes > 0) backend_.upload(stream, device_.data(), values.data(), bytes);
    stream.synchronize();  // between epochs: the host's list may change after this
    count_ = values.size();
    at_ = 0;
  }
  /// Puts the next batch's part at `to`; how many there are, 0 at the end.
  int next(Stream& stream, const Buffer& to) {
    const std::size_t n = std::min(batch_, count_ - at_);
    if (n > 0)
      backend_.copy(stream, to.data(), device_.as<std::int32_t>() + at_, n * sizeof(std::int32_t));
    at_ += n;
    return static_cast<int>(n);
  }

 private:
  Backend& backend_;
  std::size_t batch_, count_ = 0, at_ = 0;
  Buffer device_;
};

std::vector<std::int32_t> labels_of(const ClipSet& set, const std::vector<std::int32_t>& clips) {
  std::vector<std::int32_t> labels;
  for (std::int32_t clip : clips) labels.push_back(set.clips[static_cast<std::size_t>(clip)].label);
  return labels;
}

std::size_t list_bytes(int batch) {
  return static_cast<std::size_t>(batch) * sizeof(std::int32_t);
}

/// Rows of the device's cache, gathered by index.
class ResidentSource final : public BatchSource {
 public:
  ResidentSource(Backend& backend, const Config& config, const Ingested& ingested)
      : config_(config),
        ingested_(ingested),
        batch_(config.train.batch_size),
        epoch_rows_(backend, batch_),
        epoch_labels_(backend, batch_) {
    const std::int64_t image = feature_image(config.features).size();
    const bool waves = ingested.cache == CacheKind::waves;
    GatherParams params;
    params.row = waves ? config.features.clip_samples : image;
    params.max_items = batch_;
    gather_ = backend.make_gather(params);
    images_ = backend.allocate(float_bytes(image * batch_));
    labels_ = backend.allocate(list_bytes(batch_));
    rows_ = backend.allocate(list_bytes(batch_));
    if (!waves) return;
    waves_ = backend.allocate(float_bytes(params.row * batch_));
    features_ = std::make_unique<FeatureExtractor>(backend, config.features, batch_);
  }

  void begin(Stream& stream, const std::vector<std::int32_t>& clips) override {
    epoch_rows_.begin(stream, clips);
    epoch_labels_.begin(stream, labels_of(ingested_.set, clips));
  }

  int next(Stream& stream) override {
    epoch_labels_.next(stream, labels_);
    return epoch_rows_.next(stream, rows_);
  }

  void make_images(Stream& stream, int n) override {
    const Buffer& gathered = features_ ? waves_ : images_;
    gather_->run(stream, n, ingested_.rows.data(), rows_.as<std::int32_t>(), gathered.data());
    if (features_)
      features_->run(stream, n, waves_.floats(), config_.features.clip_samples, images_.floats());
  }

 private:
  const Config& config_;
  const Ingested& ingested_;
  int batch_;
  std::unique_ptr<Gather> gather_;
  std::unique_ptr<FeatureExtractor> features_;
  Buffer waves_, rows_;
  EpochList epoch_rows_, epoch_labels_;
};

/// Clips decoded again every epoch, for sets that do not fit on the device.
class StreamingSource final : public BatchSource {
 public:
  StreamingSource(Backend& backend, const Config& config, const Ingested& ingested, int threads)
      : config_(config),
        set_(ingested.set),
        batch_(config.train.batch_size),
        options_(loader_options(config, threads)),
        features_(backend, config.features, batch_),
        epoch_labels_(backend, batch_) {
    options_.slots = 2 * batch_ + threads;  // a batch on its way, one being decoded
    slots_ = std::make_unique<PinnedSlots>(backend, options_.slots);
    slots_->reserve(2 * ingested.largest_clip);  // the loader doubles what it asks for
    maker_ = std::make_unique<WaveMaker>(backend, config.features, batch_, ingested.largest_clip);
    waves_ = backend.allocate(float_bytes(std::int64_t{config.features.clip_samples} * batch_));
    images_ = backend.allocate(float_bytes(features_.output().size() * batch_));
    labels_ = backend.allocate(list_bytes(batch_));
  }
  ~StreamingSource() override { maker_.reset(); }  // its uploads give slots back to the loader

  void begin(Stream& stream, const std::vector<std::int32_t>& clips) override {
    maker_->wait_for_uploads();
    loader_.reset();  // the old one's threads may still write to the slots
    epoch_labels_.begin(stream, labels_of(set_, clips));
    loader_ =
        std::make_unique<Loader>(set_.clips, std::vector<std::size_t>(clips.begin(), clips.end()),
                                 options_, slots_->memory());
  }

  int next(Stream& stream) override {
    LoadedClip clip;
    std::vector<int> held;
    while (static_cast<int>(held.size()) < batch_ && loader_->next(clip)) {
      if (!clip.error.empty())
        throw Error(ErrorKind::data, set_.clips[clip.index].name + ": " + clip.error +
                                         "; it was whole when the run began");
      maker_->add(clip);
      held.push_back(clip.slot);
    }
    const int n = static_cast<int>(held.size());
    maker_->flush(stream, waves_.floats(), [loader = loader_.get(), held = std::move(held)] {
      for (int slot : held) loader->release(slot);
    });
    epoch_labels_.next(stream, labels_);
    return n;
  }

  void make_images(Stream& stream, int n) override {
    features_.run(stream, n, waves_.floats(), config_.features.clip_samples, images_.floats());
  }

 private:
  const Config& config_;
  const ClipSet& set_;
  int batch_;
  LoaderOptions options_;
  FeatureExtractor features_;
  std::unique_ptr<PinnedSlots> slots_;
  std::unique_ptr<Loader> loader_;
  std::unique_ptr<WaveMaker> maker_;
  Buffer waves_;
  EpochList epoch_labels_;
};

}  // namespace

std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads) {
  if (ingested.cache == CacheKind::none)
    return std::make_unique<StreamingSource>(backend, config, ingested, threads);
  return std::make_unique<ResidentSource>(backend, config, ingested);
}

}  // namespace canopy
