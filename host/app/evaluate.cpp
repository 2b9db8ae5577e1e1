// `trainer evaluate --model RUN --data ROOT`: measures a trained model on labelled clips.
#include <cstdio>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "train/evaluate.h"

namespace canopy {
namespace {

struct Options {
  std::string model, data, manifest, part;
  double threshold = -1;  // -1: the one of the training's own figures
  int batch = 16;
  bool json = false;
  DeviceOptions device;
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
  }
  ClipSet set = list_clips(data);
  const std::string part = !asked.part.empty() ? asked.part : asked.data.empty() ? "test" : "all";
  if (part == "all") return set;
  const std::filesystem::path run = std::filesystem::path(model_file(asked.model)).parent_path();
  apply_split(set, (run / "split.csv").string());
  std::erase_if(set.clips, [&](const Clip& clip) { return part != part_name(clip.part); });
  return set;
}

nlohmann::ordered_json to_json(const Evaluation& e) {
  const PartMetrics& m = e.metrics;
  nlohmann::ordered_json confusion = nlohmann::ordered_json::array();
  const std::size_t classes = e.classes.size();
  for (std::size_t c = 0; c < classes; ++c)
    confusion.push_back(std::vector<std::int64_t>(
        m.confusion.begin() + static_cast<std::ptrdiff_t>(c * classes),
        m.confusion.begin() + static_cast<std::ptrdiff_t>((c + 1) * classes)));
  return {{"clips", m.items},
          {"loss", m.loss},
          {"accuracy", m.accuracy},
          {"precision", m.precision},
          {"recall", m.recall},
          {"f1", m.f1},
          {"average_precision", e.average_precision},
          {"threshold", e.threshold},
          {"classes", e.classes},
          {"confusion", confusion},
          {"tp", m.tp},
          {"fp", m.fp},
          {"tn", m.tn},
          {"fn", m.fn},
          {"excluded", e.bad.size()},
          {"seconds", m.seconds},
          {"clips_per_s", m.clips_per_s}};
}

void print(const Evaluation& e) {
  const PartMetrics& m = e.metrics;
  std::printf("clips              %lld\n", static_cast<long long>(m.items));
  std::printf("loss               %.4f\n", m.loss);
  std::printf("accuracy           %.4f\n", m.accuracy);
  std::printf("precision          %.4f\n", m.precision);
  std::printf("recall             %.4f\n", m.recall);
  std::printf("F1                 %.4f\n", m.f1);
  std::printf("average precision  %.4f\n", e.average_precision);
  std::printf("threshold          %g\n", e.threshold);
  std::printf("confusion (a row a true class, a column a predicted one)\n");
  const std::size_t classes = e.classes.size();
  for (std::size_t row = 0; row < classes; ++row) {
    for (std::size_t column = 0; column < classes; ++column)
      std::printf("%8lld", static_cast<long long>(m.confusion[row * classes + column]));
    std::printf("  %s\n", e.classes[row].c_str());
  }
}

int run(const Options& asked) {
  const std::string path = model_file(asked.model);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const Config& trained = model.config;
  ClipSet set = clips_to_evaluate(asked, trained);
  const std::unique_ptr<Backend> backend = asked.device.open(backend_options(model));
  const std::unique_ptr<Stream> stream = backend->make_stream();
  Classifier classifier(*backend, *stream, path, asked.batch);
  const double threshold = asked.threshold >= 0 ? asked.threshold : trained.train.threshold;
  const Evaluation result = evaluate(*backend, *stream, classifier, std::move(set), threshold,
                                     std::max(1, backend->info().threads));
  if (interrupt_signal()) return 128 + interrupt_signal();
  for (const BadFile& bad : result.bad) say("excluded: " + bad.name + ": " + bad.reason);
  if (asked.json)
    std::printf("%s\n", to_json(result).dump(2).c_str());
  else
    print(result);
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("evaluate", "measure a model on labelled clips");
  command.add_option("--model", options->model, "a run folder, or its model.safetensors")
      ->required();
  command.add_option("--data", options->data,
                     "a folder laid out like the training's data root; default: that root");
  command.add_option("--manifest", options->manifest, "a CSV manifest instead of class folders");
  command
      .add_option("--part", options->part,
                  "all, train, validation or test, as in split.csv of the run; default: all of --data, else "
                  "test")
      ->check(CLI::IsMember({"all", "train", "validation", "test"}));
  command
      .add_option("--threshold", options->threshold,
                  "a score above is a positive; default: the training's")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--batch", options->batch, "clips scored together")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  command.add_flag("--json", options->json, "print JSON");
  options->device.add_to(command);
  command.callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace canopy
