#include "run/score_clips.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "data/survey.h"
#include "feed/clip_stream.h"
#include "feed/rows.h"

namespace canopy {
namespace {

/// Renumbers the labels of the clips to match the classes of the model.
void match_classes(ClipSet& set, const ModelInfo& model) {
  std::vector<std::int32_t> label_of;
  for (const std::string& name : set.classes) {
    const auto found = std::find(model.classes.begin(), model.classes.end(), name);
    if (found == model.classes.end()) {
      throw Error(ErrorKind::data, fmt::format("class {}: not a class of the model, which has {}",
                                               name, fmt::join(model.classes, ", ")));
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

/// Downloads the logits of each batch and appends them, with their clips, to scored().
class Collector {
 public:
  Collector(Backend& backend, Stream& stream, const ClipSet& set, int max_items)
      : backend_(backend), stream_(stream) {
    scored_.classes = set.classes;
    scored_.task = set.task;
    host_ = backend.allocate_pinned(
        float_bytes(max_items * static_cast<std::int64_t>(scored_.outputs())));
  }

  Scored& scored() { return scored_; }

  /// logits [clips, outputs] is device memory. Waits for the device.
  void take(const float* logits, const std::vector<const Clip*>& clips) {
    const std::size_t outputs = scored_.outputs();
    backend_.download(stream_, host_.data(), logits,
                      float_bytes(static_cast<std::int64_t>(clips.size() * outputs)));
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

}  // namespace

ScoredClips score_clips(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                        int threads) {
  const ModelInfo& model = classifier.info();
  match_classes(set, model);
  const FeaturesConfig& features = model.config.features;
  const std::int64_t batch = classifier.max_items();
  const Buffer waves = allocate_floats(backend, batch * features.clip_samples);
  const Buffer probabilities = allocate_floats(backend, batch * classifier.outputs());
  Collector collector(backend, stream, set, classifier.max_items());
  collector.scored().temperature = model.temperature;
  ClipStream clips(backend, features, loader_options(model.config, threads, classifier.max_items()),
                   classifier.max_items());
  const auto score = [&] {
    const std::vector<LoadedClip>& rows = clips.make_rows(stream, waves.floats());
    if (rows.empty()) return;
    classifier.score(stream, static_cast<int>(rows.size()), waves.floats(), features.clip_samples,
                     probabilities.floats());
    std::vector<const Clip*> scored;
    for (const LoadedClip& row : rows) scored.push_back(&set.clips[row.index]);
    collector.take(classifier.logits(), scored);
  };

  const auto started = std::chrono::steady_clock::now();
  clips.begin(set.clips);
  const auto next = [&](LoadedClip& clip) { return clips.next(clip); };
  Survey survey = survey_clips(set, next, "evaluating", [&](const LoadedClip&) {
    if (clips.full()) score();
  });
  score();
  if (!interrupt_signal()) require_good_clips(set, survey);
  ScoredClips result;
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  result.scored = std::move(collector.scored());
  result.bad = std::move(survey.bad);
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
