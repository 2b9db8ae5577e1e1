// `trainer evaluate --model RUN --data ROOT`: evaluates a trained model on labelled clips.
// `trainer evaluate --detections FOUND --truth TRUTH`: compares detected calls with true ones.
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/evaluate_events.h"
#include "base/counted.h"
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
  double threshold = -1;  // -1: the model's
  int batch = 16;
  bool json = false;
  DeviceOptions device;
  EventOptions events;
};

/// All clips under --data, or a part of the clips that the training run has split.
ClipSet clips_to_evaluate(const Options& given, const Config& trained) {
  DataConfig data = trained.data;
  if (!given.data.empty()) {
    data.root = given.data;
    data.exclude_groups.clear();  // they were excluded from the training only
  }
  if (!given.manifest.empty()) {
    data.manifest = given.manifest;
    data.classes.clear();
    data.labels.reset();
  }
  ClipSet set = list_clips(data);
  const std::string part = !given.part.empty() ? given.part : given.data.empty() ? "test" : "all";
  if (part == "all") return set;
  const std::filesystem::path run = std::filesystem::path(model_file(given.model)).parent_path();
  apply_split(set, (run / "split.csv").string());
  std::erase_if(set.clips, [&](const Clip& clip) { return part != part_name(clip.part); });
  return set;
}

/// "precision          0.9912   95 %: 0.9531 to 1.0000"
std::string metric_line(const char* name, double value,
                        const std::optional<Intervals>& intervals = {},
                        Interval Intervals::*interval = nullptr) {
  std::string line = fmt::format("{:<18} {:.4f}", name, value);
  if (intervals && interval)
    line += fmt::format("   95 %: {:.4f} to {:.4f}", ((*intervals).*interval).low,
                        ((*intervals).*interval).high);
  return line + "\n";
}

std::string mistakes_text(const Evaluation& e) {
  if (e.mistakes.empty()) return "";
  std::string text = "most confident mistakes (score, true class, predicted class, clip)\n";
  for (const Mistake& m : e.mistakes)
    text += fmt::format("  {:.4f}  {}  {}  {}\n", m.score, label_words(e.task, e.classes, m.label),
                        label_words(e.task, e.classes, m.predicted), m.name);
  return text;
}

std::string confusion_text(const Evaluation& e) {
  std::string text = "confusion matrix (rows: true class, columns: predicted class)\n";
  const std::size_t classes = e.classes.size();
  for (std::size_t row = 0; row < classes; ++row) {
    for (std::size_t column = 0; column < classes; ++column)
      text += fmt::format("{:8}", e.metrics.confusion[row * classes + column]);
    text += fmt::format("  {}\n", e.classes[row]);
  }
  return text;
}

std::string classes_text(const Evaluation& e) {
  std::string text = metric_line("macro precision", e.macro.precision) +
                     metric_line("macro recall", e.macro.recall) +
                     metric_line("macro F1", e.macro.f1) +
                     "   clips threshold precision  recall      F1      AP ROC-AUC  class\n";
  const Thresholds thresholds(e.threshold, e.class_thresholds);
  for (const Curve& curve : e.curves) {
    const ClassCounts c = count_class(e.metrics.confusion, static_cast<int>(e.classes.size()),
                                      curve.class_index, e.task);
    const auto index = static_cast<std::size_t>(curve.class_index);
    text += fmt::format("{:8}  {:8.4f}  {:8.4f} {:7.4f} {:7.4f} {:7.4f} {:7.4f}  {}\n",
                        curve.positives, thresholds.of(index), c.precision(), c.recall(), c.f1(),
                        curve.average_precision, curve.roc_auc, e.classes[index]);
  }
  return text;
}

std::string evaluation_text(const Evaluation& e) {
  const PartMetrics& m = e.metrics;
  std::string text =
      fmt::format("clips              {} from {}\n", m.items, counted(e.sources.size(), "source")) +
      metric_line("loss", m.loss) + metric_line("accuracy", m.accuracy) +
      metric_line("precision", m.precision, e.intervals, &Intervals::precision) +
      metric_line("recall", m.recall, e.intervals, &Intervals::recall) +
      metric_line("F1", m.f1, e.intervals, &Intervals::f1) +
      metric_line("average precision", m.average_precision, e.intervals,
                  &Intervals::average_precision) +
      metric_line("ROC-AUC", m.roc_auc, e.intervals, &Intervals::roc_auc) +
      metric_line("calibration error", e.calibration.reliability.expected_error);
  if (e.task == Task::binary) text += fmt::format("threshold          {:g}\n", e.threshold);
  if (e.temperature != 1) text += fmt::format("temperature        {:g}\n", e.temperature);
  text += e.task == Task::multi_label ? classes_text(e) : confusion_text(e);
  return text + mistakes_text(e);
}

int evaluate_model(const Options& given) {
  if (given.model.empty())
    throw Error(ErrorKind::usage,
                "expected --model, or --detections and --truth; see trainer evaluate --help");
  const std::string path = model_file(given.model);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const Config& trained = model.config;
  ClipSet set = clips_to_evaluate(given, trained);
  const std::unique_ptr<Backend> backend = given.device.open(backend_options(model));
  const std::unique_ptr<Stream> stream = backend->make_stream();
  Classifier classifier(*backend, *stream, path, given.batch);
  const ScoredClips clips = score_clips(*backend, *stream, classifier, std::move(set),
                                        given.device.decoding_threads(*backend));
  if (interrupt_signal()) return 128 + interrupt_signal();
  Evaluation result = evaluate(clips.scored, given.threshold >= 0 ? Thresholds(given.threshold)
                                                                  : classifier.info().thresholds());
  result.metrics.seconds = clips.seconds;
  result.metrics.clips_per_s = static_cast<double>(result.metrics.items) / clips.seconds;
  for (const BadFile& bad : clips.bad) {
    say(fmt::format("excluded: {}: {}", bad.name, bad.reason));
    result.excluded.emplace_back(bad.name, bad.reason);
  }
  if (!given.out.empty()) write_evaluation(given.out, result);
  std::fputs((given.json ? evaluation_json(result) : evaluation_text(result)).c_str(), stdout);
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand(
      "evaluate", "evaluate a model on labelled clips, or compare detected calls with true ones");
  command
      .add_option("--model", options->model,
                  "run folder of the trained model, or its model.safetensors")
      ->type_name("RUN");
  command
      .add_option("--data", options->data,
                  "data folder with the same layout as the training data (the default)")
      ->type_name("FOLDER");
  command
      .add_option("--manifest", options->manifest,
                  "CSV manifest of the clips, instead of class folders")
      ->type_name("FILE");
  command
      .add_option("--part", options->part,
                  "part of the data to evaluate, as in split.csv of the run; default: all with "
                  "--data, otherwise test")
      ->check(CLI::IsMember({"all", "train", "validation", "test"}));
  command
      .add_option("--threshold", options->threshold,
                  "score above which a clip is positive; default: the model's")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--batch", options->batch, "clips per batch")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  command
      .add_option("--out", options->out,
                  "folder for evaluation.json and its tables, or for event_scores.csv and .json; "
                  "default: no files are written")
      ->type_name("FOLDER");
  command.add_flag("--json", options->json, "print JSON instead of text");
  options->device.add_to(command);
  options->events.add_to(command);
  command.callback([&action, options] {
    action = [options] {
      if (options->events.given())
        return evaluate_events(options->events, options->out, options->json);
      return evaluate_model(*options);
    };
  });
}

}  // namespace canopy
