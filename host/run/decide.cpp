// From a trained network to the saved model and its metrics on the test part.
#include <fmt/format.h>

#include "base/counted.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "run/score_clips.h"
#include "run/steps.h"

namespace canopy {
namespace {

std::string test_text(const Evaluation& e) {
  std::string at;
  if (!e.class_thresholds.empty())
    at = " at the thresholds of the classes";
  else if (e.task != Task::categorical)
    at = fmt::format(" at a threshold of {:.3f}", e.threshold);
  return fmt::format(
      "test: average precision {:.4f}, precision {:.4f}, recall {:.4f}{}; {} from {}",
      e.metrics.average_precision, e.metrics.precision, e.metrics.recall, at,
      counted(e.metrics.items, "clip"),
      counted(e.sources.size(), "source"));
}

}  // namespace

std::optional<Decided> decide(const Job& job, OnDevice trained) {
  const ClipSet& set = trained.data->survey.set;
  const auto score = [&](Part part) {
    return score_batches(*job.backend, *job.stream, *trained.network, *trained.source, set,
                         clips_of(set, part));
  };
  Decided decided;
  decided.decision = choose_decision(score(Part::validation), job.config.train);
  if (!decided.decision.summary.empty()) say(decided.decision.summary);
  decided.model = {.config = job.config,
                   .classes = set.classes,
                   .task = set.task,
                   .threshold = decided.decision.threshold,
                   .precision = job.device.precision,
                   .temperature = decided.decision.temperature,
                   .class_thresholds = decided.decision.class_thresholds};
  write_safetensors(job.folder.file("model.safetensors"), *job.backend, *job.stream,
                    parameter_tensors(*trained.network), describe_model(decided.model));
  decided.test = at_temperature(score(Part::test), decided.decision.temperature);
  decided.evaluation = evaluate(decided.test, decided.model.thresholds());
  say(test_text(decided.evaluation));
  write_evaluation(job.folder.file("test"), decided.evaluation);
  if (stopped(
          fmt::format("the model in {} is trained; --resume finishes the run", job.folder.path())))
    return std::nullopt;
  return decided;
}

}  // namespace canopy
