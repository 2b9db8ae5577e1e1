#include "train/evaluate.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "evaluate/ranking.h"
#include "ops/metrics.h"
#include "train/ingest.h"
#include "train/wave_maker.h"

namespace canopy {
namespace {

/// Gives the clips the labels that the model's classes have.
void match_classes(ClipSet& set, const ModelInfo& model) {
  std::vector<std::int32_t> label_of;
  for (const std::string& name : set.classes) {
    const auto found = std::find(model.classes.begin(), model.classes.end(), name);
    if (found == model.classes.end()) {
      std::string known;
      for (const std::string& c : model.classes) known += (known.empty() ? "" : ", ") + c;
      throw Error(ErrorKind::data,
                  "class " + name + ": the model does not know it; it was trained on " + known);
    }
    label_of.push_back(static_cast<std::int32_t>(found - model.classes.begin()));
  }
  for (Clip& clip : set.clips) clip.label = label_of[static_cast<std::size_t>(clip.label)];
  set.classes = model.classes;
  set.binary = model.binary;
}

std::size_t float_bytes(std::size_t count) {
  return count * sizeof(float);
}

class Evaluator {
 public:
  Evaluator(Backend& backend, Stream& stream, Classifier& classifier, double threshold)
      : backend_(backend),
        stream_(stream),
        classifier_(classifier),
        features_(classifier.info().config.features),
        batch_(static_cast<std::size_t>(classifier.max_items())),
        outputs_(static_cast<std::size_t>(classifier.outputs())),
        maker_(backend, features_, classifier.max_items()),
        waves_(backend.allocate(
            float_bytes(batch_ * static_cast<std::size_t>(features_.clip_samples)))),
        probabilities_(backend.allocate(float_bytes(batch_ * outputs_))),
        losses_(backend.allocate(float_bytes(batch_))),
        labels_(backend.allocate(batch_ * sizeof(std::int32_t))),
        host_scores_(backend.allocate_pinned(float_bytes(batch_ * outputs_))) {
    MetricsParams params;
    params.classes = static_cast<int>(classifier.info().classes.size());
    params.outputs = classifier.outputs();
    params.threshold = static_cast<float>(threshold);
    params.max_items = classifier.max_items();
    metrics_ = backend.make_metrics(params);
    counters_ = backend.allocate(metrics_->bytes());
    metrics_->reset(stream, counters_.data());
  }

  void add(const LoadedClip& clip, std::int32_t label) {
    maker_.add(clip);
    batch_labels_.push_back(label);
  }
  bool full() const { return batch_labels_.size() == batch_; }

  /// Scores the clips added; `uploaded` is called when their slots are free again.
  void score(std::function<void()> uploaded) {
    const int n = maker_.count();
    if (n == 0) return;
    maker_.flush(stream_, waves_.floats(), std::move(uploaded));
    backend_.upload(stream_, labels_.data(), batch_labels_.data(),
                    batch_labels_.size() * sizeof(std::int32_t));
    classifier_.score(stream_, n, waves_.floats(), features_.clip_samples, probabilities_.floats(),
                      labels_.as<std::int32_t>(), losses_.floats());
    metrics_->accumulate(
        stream_, n,
        {probabilities_.floats(), labels_.as<std::int32_t>(), losses_.floats(), nullptr},
        counters_.data());
    const std::size_t floats = static_cast<std::size_t>(n) * outputs_;
    backend_.download(stream_, host_scores_.data(), probabilities_.data(), float_bytes(floats));
    stream_.synchronize();
    scores_.insert(scores_.end(), host_scores_.floats(), host_scores_.floats() + floats);
    all_labels_.insert(all_labels_.end(), batch_labels_.begin(), batch_labels_.end());
    batch_labels_.clear();
  }

  MetricsCounts counts() {
    std::vector<char> block(metrics_->bytes());
    backend_.download(stream_, block.data(), counters_.data(), block.size());
    stream_.synchronize();
    const MetricsCounts counts = metrics_->read(block.data());
    if (counts.not_finite > 0)
      throw Error(ErrorKind::not_a_number, "the scores of " + std::to_string(counts.not_finite) +
                                               " clips are not finite numbers; the model's "
                                               "weights are damaged or its training diverged");
    return counts;
  }

  double mean_average_precision() const {
    const bool binary = outputs_ == 1;
    const std::size_t classes = binary ? 1 : outputs_;
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      std::vector<std::pair<float, bool>> ranked;
      for (std::size_t i = 0; i < all_labels_.size(); ++i)
        ranked.emplace_back(scores_[i * outputs_ + c],
                            all_labels_[i] == static_cast<std::int32_t>(binary ? 1 : c));
      std::sort(ranked.rbegin(), ranked.rend());
      Ranking ranking;
      for (std::size_t i = 0; i < ranked.size();) {
        double counts[2] = {};
        const float score = ranked[i].first;
        for (; i < ranked.size() && ranked[i].first == score; ++i) ++counts[ranked[i].second];
        ranking.add(counts[1], counts[0]);
      }
      sum += ranking.average_precision();
    }
    return sum / static_cast<double>(classes);
  }

 private:
  Backend& backend_;
  Stream& stream_;
  Classifier& classifier_;
  const FeaturesConfig& features_;
  std::size_t batch_, outputs_;
  WaveMaker maker_;
  Buffer waves_, probabilities_, losses_, labels_, host_scores_, counters_;
  std::unique_ptr<Metrics> metrics_;
  std::vector<std::int32_t> batch_labels_, all_labels_;
  std::vector<float> scores_;  // [clips, outputs]
};

}  // namespace

Evaluation evaluate(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                    double threshold, int threads) {
  const ModelInfo& model = classifier.info();
  match_classes(set, model);
  LoaderOptions options = loader_options(model.config, threads);
  options.slots = 2 * classifier.max_items() + options.threads;
  PinnedSlots slots(backend, options.slots);
  std::vector<std::size_t> order(set.clips.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Loader loader(set.clips, order, options, slots.memory());
  Evaluator evaluator(backend, stream, classifier, threshold);  // ends before the loader

  Evaluation result;
  ClipSet used = set;
  used.clips.clear();
  ProgressLine progress("evaluating");
  std::vector<int> held;
  const auto score = [&] {
    evaluator.score([&loader, slots_used = std::move(held)] {
      for (int slot : slots_used) loader.release(slot);
    });
    held.clear();
  };
  const auto started = std::chrono::steady_clock::now();
  LoadedClip clip;
  for (std::size_t done = 0; !interrupt_signal() && loader.next(clip); ++done) {
    progress.update(std::to_string(done + 1) + "/" + std::to_string(order.size()));
    const Clip& listed = set.clips[clip.index];
    if (!clip.error.empty()) {
      result.bad.push_back({listed.name, clip.error});
      loader.release(clip.slot);
      continue;
    }
    evaluator.add(clip, listed.label);
    used.clips.push_back(listed);
    held.push_back(clip.slot);
    if (evaluator.full()) score();
  }
  score();
  progress.clear();
  if (interrupt_signal()) return result;
  refuse_too_many_bad(set, used, result.bad);

  const MetricsCounts counts = evaluator.counts();
  result.classes = model.classes;
  result.threshold = threshold;
  result.metrics = summarise(counts.loss_sum, counts.items, counts.confusion,
                             static_cast<int>(model.classes.size()), model.binary);
  result.metrics.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  result.metrics.clips_per_s = static_cast<double>(counts.items) / result.metrics.seconds;
  result.average_precision = evaluator.mean_average_precision();
  return result;
}

}  // namespace canopy
