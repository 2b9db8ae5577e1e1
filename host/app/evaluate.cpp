// `trainer evaluate --model RUN --data ROOT`: measures a trained model on labelled clips, and
// `trainer evaluate --detections FOUND --truth TRUTH`: measures calls found in recordings.
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/evaluate_events.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "evaluate/evaluation.h"
#include "model/model_info.h"
#include "run/score_clips.h"

namespace canopy {
namespace {

struct Options {
  std::string model, data, manifest, part, out;
  double threshold = -1;  // -1: the model's own
  int batch = 16;
  bool json = false;
  DeviceOptions device;
  EventOptions events;
};

/// All clips under the root given, or a part of the clips the model's own run split.
ClipSet clips_to_evaluate(const Options& asked, const Config& trained) {
  DataConfig data = trained.data;
  if (!asked.data.empty()) {
    data.root = asked.data;
    data.exclude_groups.clear();  // they were kept from the training, not from being judged
  }
  if (!asked.manifest.empty()) {
    data.manifest = asked.manifest;
    data.classes.clear();
    data.labels.reset();
  }
  ClipSet set = list_clips(data);
  const std::string part = !asked.part.empty() ? asked.part : asked.data.empty() ? "test" : "all";
  if (part == "all") return set;
  const std::filesystem::path run = std::filesystem::path(model_file(asked.model)).parent_path();
  apply_split(set, (run / "split.csv").string());
  std::erase_if(set.clips, [&](const Clip& clip) { return part != part_name(clip.part); });
  return set;
}

/// "precision          0.9912   95 %: 0.9531 to 1.0000"
void print_figure(const char* name, double value, const std::optional<Intervals>& intervals = {},
                  Interval Intervals::*of = nullptr) {
  std::printf("%-18s %.4f", name, value);
  if (intervals && of)
    std::printf("   95 %%: %.4f to %.4f", ((*intervals).*of).low, ((*intervals).*of).high);
  std::printf("\n");
}

void print_mistakes(const Evaluation& e) {
  if (e.mistakes.empty()) return;
  std::printf("the surest mistakes (score, true class, taken for, clip)\n");
  for (const Mistake& m : e.mistakes)
    std::printf("  %.4f  %s  %s  %s\n", m.score, label_words(e.task, e.classes, m.label).c_str(),
                label_words(e.task, e.classes, m.predicted).c_str(), m.name.c_str());
}

void print_confusion(const Evaluation& e) {
  std::printf("confusion (a row a true class, a column a predicted one)\n");
  const std::size_t classes = e.classes.size();
  for (std::size_t row = 0; row < classes; ++row) {
    for (std::size_t column = 0; column < classes; ++column)
      std::printf("%8lld", static_cast<long long>(e.metrics.confusion[row * classes + column]));
    std::printf("  %s\n", e.classes[row].c_str());
  }
}

void print_classes(const Evaluation& e) {
  print_figure("macro precision", e.macro.precision);
  print_figure("macro recall", e.macro.recall);
  print_figure("macro F1", e.macro.f1);
  std::printf("   clips threshold precision  recall      F1      AP ROC-AUC  class\n");
  const Thresholds thresholds(e.threshold, e.class_thresholds);
  for (const Curve& curve : e.curves) {
    const ClassCounts c = count_class(e.metrics.confusion, static_cast<int>(e.classes.size()),
                                      curve.class_index, e.task);
    const auto at = static_cast<std::size_t>(curve.class_index);
    std::printf("%8lld  %8.4f  %8.4f %7.4f %7.4f %7.4f %7.4f  %s\n",
                static_cast<long long>(curve.positives), thresholds.of(at), c.precision(),
                c.recall(), c.f1(), curve.average_precision, curve.roc_auc, e.classes[at].c_str());
  }
}

void print(const Evaluation& e) {
  const PartMetrics& m = e.metrics;
  std::printf("clips              %lld, of %zu sources\n", static_cast<long long>(m.items),
              e.sources.size());
  print_figure("loss", m.loss);
  print_figure("accuracy", m.accuracy);
  print_figure("precision", m.precision, e.intervals, &Intervals::precision);
  print_figure("recall", m.recall, e.intervals, &Intervals::recall);
  print_figure("F1", m.f1, e.intervals, &Intervals::f1);
  print_figure("average precision", m.average_precision, e.intervals,
               &Intervals::average_precision);
  print_figure("ROC-AUC", m.roc_auc, e.intervals, &Intervals::roc_auc);
  print_figure("calibration error", e.calibration.reliability.expected_error);
  if (e.task == Task::binary) std::printf("threshold          %g\n", e.threshold);
  if (e.temperature != 1) std::printf("temperature        %g\n", e.temperature);
  if (e.task == Task::multi_label)
    print_classes(e);
  else
    print_confusion(e);
  print_mistakes(e);
}

int run(const Options& asked) {
  if (asked.events.asked()) return evaluate_events(asked.events, asked.out, asked.json);
  if (asked.model.empty())
    throw Error(ErrorKind::usage,
                "--model is required, or --detections with --truth; see trainer evaluate --help");
  const std::string path = model_file(asked.model);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const Config& trained = model.config;
  ClipSet set = clips_to_evaluate(asked, trained);
  const std::unique_ptr<Backend> backend = asked.device.open(backend_options(model));
  const std::unique_ptr<Stream> stream = backend->make_stream();
  Classifier classifier(*backend, *stream, path, asked.batch);
  const ScoredClips clips = score_clips(*backend, *stream, classifier, std::move(set),
                                        asked.device.decoding_threads(*backend));
  if (interrupt_signal()) return 128 + interrupt_signal();
  Evaluation result = evaluate(clips.scored, asked.threshold >= 0 ? Thresholds(asked.threshold)
                                                                  : classifier.info().thresholds());
  result.metrics.seconds = clips.seconds;
  result.metrics.clips_per_s = static_cast<double>(result.metrics.items) / clips.seconds;
  for (const BadFile& bad : clips.bad) {
    say("excluded: " + bad.name + ": " + bad.reason);
    result.excluded.emplace_back(bad.name, bad.reason);
  }
  if (!asked.out.empty()) write_evaluation(asked.out, result);
  if (asked.json)
    std::printf("%s", evaluation_json(result).c_str());
  else
    print(result);
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand(
      "evaluate", "measure a model on labelled clips, or detections against true events");
  command.add_option("--model", options->model, "a run folder, or its model.safetensors");
  command.add_option("--data", options->data,
                     "a folder laid out like the training's data root; default: that root");
  command.add_option("--manifest", options->manifest, "a CSV manifest instead of class folders");
  command
      .add_option("--part", options->part,
                  "all, train, validation or test, as in split.csv of the run; default: all of "
                  "--data, else "
                  "test")
      ->check(CLI::IsMember({"all", "train", "validation", "test"}));
  command
      .add_option("--threshold", options->threshold,
                  "a score above is a positive; default: the model's")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--batch", options->batch, "clips scored together")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  command.add_option(
      "--out", options->out,
      "folder for evaluation.json and the tables of curves, sources and mistakes, or "
      "for event_scores.csv and .json; default: nothing is written");
  command.add_flag("--json", options->json, "print JSON");
  options->device.add_to(command);
  options->events.add_to(command);
  command.callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace canopy
