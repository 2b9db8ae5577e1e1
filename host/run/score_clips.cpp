#include "run/score_clips.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "feed/ingest.h"
#include "feed/wave_maker.h"

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
  for (Clip& clip : set.clips) {
    std::int32_t label = 0;
    for (std::size_t c = 0; c < label_of.size(); ++c)
      if (set.has(clip, c))
        label |= model.task == Task::multi_label ? 1 << label_of[c] : label_of[c];
    clip.label = label;
  }
  set.classes = model.classes;
  set.task = model.task;
}

std::size_t float_bytes(std::size_t count) {
  return count * sizeof(float);
}

/// Brings the logits of a batch to the host and its clips into `scored`.
class Collector {
 public:
  Collector(Backend& backend, Stream& stream, const ClipSet& set, int max_items)
      : backend_(backend), stream_(stream) {
    scored_.classes = set.classes;
    scored_.task = set.task;
    host_ = backend.allocate_pinned(
        float_bytes(static_cast<std::size_t>(max_items) * scored_.outputs()));
  }

  Scored& scored() { return scored_; }

  /// logits [clips, outputs] are device memory. Waits for the device.
  void take(const float* logits, const std::vector<const Clip*>& clips) {
    const std::size_t outputs = scored_.outputs();
    backend_.download(stream_, host_.data(), logits, float_bytes(clips.size() * outputs));
    stream_.synchronize();
    for (std::size_t i = 0; i < clips.size(); ++i)
      scored_.add(clips[i]->name, clips[i]->group, clips[i]->label, host_.floats() + i * outputs);
  }

 private:
  Backend& backend_;
  Stream& stream_;
  Scored scored_;
  Buffer host_;
};

/// Clips as they are decoded -> the classifier, a batch at a time.
class ClipScorer {
 public:
  ClipScorer(Backend& backend, Stream& stream, Classifier& classifier, const ClipSet& set)
      : stream_(stream),
        classifier_(classifier),
        features_(classifier.info().config.features),
        batch_(static_cast<std::size_t>(classifier.max_items())),
        maker_(backend, features_, classifier.max_items()),
        waves_(backend.allocate(
            float_bytes(batch_ * static_cast<std::size_t>(features_.clip_samples)))),
        probabilities_(
            backend.allocate(float_bytes(batch_ * static_cast<std::size_t>(classifier.outputs())))),
        collector_(backend, stream, set, classifier.max_items()) {
    collector_.scored().temperature = classifier.info().temperature;
  }

  void add(const LoadedClip& decoded, const Clip& clip) {
    maker_.add(decoded);
    clips_.push_back(&clip);
  }
  bool full() const { return clips_.size() == batch_; }

  /// Scores the clips added; `uploaded` is called when their slots are free again.
  void score(std::function<void()> uploaded) {
    const int n = maker_.count();
    if (n == 0) return;
    maker_.flush(stream_, waves_.floats(), std::move(uploaded));
    classifier_.score(stream_, n, waves_.floats(), features_.clip_samples, probabilities_.floats());
    collector_.take(classifier_.logits(), clips_);
    clips_.clear();
  }

  Scored& scored() { return collector_.scored(); }

 private:
  Stream& stream_;
  Classifier& classifier_;
  const FeaturesConfig& features_;
  std::size_t batch_;
  WaveMaker maker_;
  Buffer waves_, probabilities_;
  std::vector<const Clip*> clips_;
  Collector collector_;
};

}  // namespace

ScoredClips score_clips(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                        int threads) {
  const ModelInfo& model = classifier.info();
  match_classes(set, model);
  LoaderOptions options = loader_options(model.config, threads);
  options.slots = 2 * classifier.max_items() + options.threads;
  PinnedSlots slots(backend, options.slots);
  std::vector<std::size_t> order(set.clips.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Loader loader(set.clips, order, options, slots.memory());
  ClipScorer scorer(backend, stream, classifier, set);  // ends before the loader

  ScoredClips result;
  ClipSet used = set;
  used.clips.clear();
  ProgressLine progress("evaluating");
  std::vector<int> held;
  const auto score = [&] {
    scorer.score([&loader, slots_used = std::move(held)] {
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
    scorer.add(clip, listed);
    used.clips.push_back(listed);
    held.push_back(clip.slot);
    if (scorer.full()) score();
  }
  score();
  progress.clear();
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  result.scored = std::move(scorer.scored());
  if (!interrupt_signal()) refuse_too_many_bad(set, used, result.bad);
  return result;
}

Scored score_batches(Backend& backend, Stream& stream, Network& network, BatchSource& source,
                     const ClipSet& set, const std::vector<std::int32_t>& clips) {
  Collector collector(backend, stream, set, network.options().max_items);
  source.begin(stream, clips, 0);
  auto next = clips.begin();
  while (const int n = source.next(stream)) {
    source.make_images(stream, n, nullptr);
    const float* logits = network.forward(Pass{stream, n, nullptr}, false, source.images());
    std::vector<const Clip*> batch;
    for (int i = 0; i < n; ++i) batch.push_back(&set.clips[static_cast<std::size_t>(*next++)]);
    collector.take(logits, batch);
  }
  return std::move(collector.scored());
}

}  // namespace canopy
