// A training step that is recorded and replayed does what the same step does when it is run anew
// each time, to the bit: every op of a step is in it.
#include <cstring>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>

#include "model/features.h"
#include "model/network_bench.h"
#include "ops/augment.h"
#include "ops/gather.h"
#include "ops/mask.h"
#include "ops/metrics.h"
#include "ops/mixup.h"
#include "ops/moving_average.h"

using namespace canopy;
using namespace canopy::test;

namespace {

constexpr int n = 4, rows = 6, row_samples = 500;

FeaturesConfig small_features() {
  FeaturesConfig config;
  config.clip_samples = 400;
  config.level = LevelKind::rms;
  config.stft.frame = 64;
  config.stft.step = 32;
  config.stft.fft = 64;
  config.mel = MelConfig();
  config.mel->bands = 12;
  config.scale = FeatureScale::pcen;
  return config;
}

NetworkOptions step_options(double clip_norm) {
  NetworkOptions options = options_for(clip_norm == 0, n);
  options.clip_norm = clip_norm;
  return options;
}

/// Everything that a step needs, and what it leaves on the device.
class SmallStep {
 public:
  SmallStep(TestDevice& on, double clip_norm)
      : device_(on),
        backend_(*on.backend),
        features_(backend_, small_features(), n),
        network_(backend_, small_model(0.25), features_.output(), step_options(clip_norm)),
        gather_(backend_.make_gather({row_samples, n})),
        augment_(backend_.make_augment({row_samples, small_features().clip_samples, 10, n})),
        mixup_(backend_.make_mixup({features_.output().size(), n})),
        mask_(backend_.make_mask({.frames = features_.output().height,
                                  .bands = features_.output().width,
                                  .time_masks = 2,
                                  .max_frames = 4,
                                  .band_masks = 1,
                                  .max_bands = 3,
                                  .seed = 11,
                                  .max_items = n})),
        loss_(backend_.make_loss({.max_items = n})),
        metrics_(backend_.make_metrics({.max_items = n})),
        average_(backend_.make_moving_average({})),
        cache_(on.put(random_floats(rows * row_samples, 3))),
        order_(on.put(std::vector<std::int32_t>{4, 0, 5, 2})),
        labels_(on.put(std::vector<std::int32_t>{1, 0, 1, 0})),
        partners_(on.put(std::vector<std::int32_t>{0, 1, 0, 1})),
        shares_(on.put(std::vector<float>{0.75f, 1.0f, 0.5f, 0.9f})),
        gathered_(on.make(n * row_samples)),
        windows_(on.make(n * small_features().clip_samples)),
        images_(on.make(n * features_.output().size())),
        probabilities_(on.make(n)),
        losses_(on.make(n)),
        counters_(backend_.allocate(metrics_->bytes())),
        scalars_(backend_.allocate(sizeof(StepScalars))) {
    std::vector<AugmentItem> items;
    for (int i = 0; i < n; ++i)
      items.push_back({.clip = {i, 300, 40 * i},
                       .call = {-1, 0, 0},
                       .background = {(i + 1) % n, row_samples, 17, Background::mix},
                       .noise = 0.5f,
                       .gain = 0.8f});
    items_ = backend_.allocate(items.size() * sizeof(AugmentItem));
    backend_.upload(*device_.stream, items_.data(), items.data(), items_.bytes());
    network_.initialise(*device_.stream);
    metrics_->reset(*device_.stream, counters_.data());
    for (const Parameter* p : network_.parameters())
      averages_.push_back(on.make(p->count()));
    device_.stream->synchronize();
  }

  void set_step(std::uint32_t step) {
    const StepScalars now = step_scalars(network_.options().optimizer, 0.01, step);
    backend_.upload(*device_.stream, scalars_.data(), &now, sizeof now);
    device_.stream->synchronize();
  }

  void enqueue() {
    Stream& stream = *device_.stream;
    const auto* step = scalars_.as<StepScalars>();
    gather_->run(stream, n, cache_.data(), order_.as<std::int32_t>(), gathered_.data());
    augment_->run(stream, n, gathered_.floats(), items_.as<AugmentItem>(), windows_.floats());
    features_.run(stream, n, windows_.floats(), small_features().clip_samples, images_.floats());
    mixup_->run(stream, n, shares_.floats(), images_.floats());
    mask_->run(stream, n, step, images_.floats());
    const Pass pass{stream, n, step};
    const float* logits = network_.forward(pass, true, images_.floats());
    loss_->run(stream, n,
               {logits, labels_.as<std::int32_t>(), nullptr, probabilities_.floats(),
                losses_.floats(), network_.dlogits(), partners_.as<std::int32_t>(),
                shares_.floats()});
    metrics_->accumulate(
        stream, n,
        {probabilities_.floats(), labels_.as<std::int32_t>(), losses_.floats(), logits},
        counters_.data());
    network_.backward(pass, images_.floats());
    network_.update(pass);
    for (std::size_t i = 0; i < averages_.size(); ++i)
      average_->run(stream, network_.parameters()[i]->count(), step,
                    network_.parameters()[i]->value, averages_[i].floats());
  }

  /// The bytes of all that the steps so far have changed.
  std::vector<char> state() {
    std::vector<char> bytes;
    const auto add = [&](const void* data, std::size_t size) {
      const std::size_t at = bytes.size();
      bytes.resize(at + size);
      backend_.download(*device_.stream, bytes.data() + at, data, size);
      device_.stream->synchronize();
    };
    for (const Parameter* p : network_.parameters())
      add(p->value, static_cast<std::size_t>(p->count()) * sizeof(float));
    for (const Buffer* buffer : {&images_, &probabilities_, &losses_, &counters_})
      add(buffer->data(), buffer->bytes());
    for (const Buffer& average : averages_) add(average.data(), average.bytes());
    return bytes;
  }

 private:
  TestDevice& device_;
  Backend& backend_;
  FeatureExtractor features_;
  Network network_;
  std::unique_ptr<Gather> gather_;
  std::unique_ptr<Augment> augment_;
  std::unique_ptr<Mixup> mixup_;
  std::unique_ptr<Mask> mask_;
  std::unique_ptr<Loss> loss_;
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<MovingAverage> average_;
  Buffer cache_, order_, labels_, partners_, shares_, gathered_, windows_, images_;
  Buffer probabilities_, losses_, counters_, scalars_, items_;
  std::vector<Buffer> averages_;
};

}  // namespace

TEST_CASE("a step that is recorded and replayed gives the bits of one that is run", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  const double clip_norm = GENERATE(0.0, 0.5);  // fused updates, or clipped gradients
  CAPTURE(clip_norm);
  SmallStep run(device, clip_norm), replayed(device, clip_norm);
  const std::unique_ptr<Recorder> recorder = device.backend->make_recorder();
  const std::vector<char> before = run.state();
  CHECK(replayed.state() == before);
  for (std::uint32_t step = 1; step <= 4; ++step) {  // plain, recorded, replayed twice
    CAPTURE(step);
    run.set_step(step);
    run.enqueue();
    replayed.set_step(step);
    recorder->run(*device.stream, n, [&] { replayed.enqueue(); });
    CHECK(replayed.state() == run.state());
  }
  CHECK(run.state() != before);
}
