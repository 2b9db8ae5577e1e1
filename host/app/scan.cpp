// `trainer scan --model RUN FILES...`: counts calls in recordings with a trained model.
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "scan/scan.h"

namespace canopy {
namespace {

struct Options {
  std::string model, out;
  std::vector<std::string> recordings;
  double threshold = -1, step_s = -1;  // -1: the model's own
  int batch = 16;
  DeviceOptions device;
};

ScanOptions scan_options(const Options& asked, const ModelInfo& model, int threads) {
  const ScanConfig trained = model.config.scan.value_or(ScanConfig());
  ScanOptions options;
  options.step_s = asked.step_s > 0 ? asked.step_s : trained.step_s;
  options.threshold = asked.threshold >= 0 ? asked.threshold : scan_threshold(model);
  options.counting = trained.counting;
  options.mono = trained.mono;
  options.threads = threads;
  options.message = say;
  options.progress = true;
  return options;
}

/// Results stand beside the model unless they are wanted elsewhere.
std::string folder_for(const Options& asked) {
  if (!asked.out.empty()) return asked.out;
  return (std::filesystem::path(model_file(asked.model)).parent_path() / "scan").string();
}

int scan(const Options& asked) {
  const std::vector<std::string> recordings = list_recordings(asked.recordings);
  const std::string out = folder_for(asked);
  const std::string path = model_file(asked.model);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const std::unique_ptr<Backend> backend = asked.device.open(backend_options(model));
  const std::unique_ptr<Stream> stream = backend->make_stream();
  Classifier classifier(*backend, *stream, asked.model, asked.batch);
  const ScanOptions options =
      scan_options(asked, classifier.info(), std::max(1, backend->info().threads));
  make_folders(out);

  const std::vector<RecordingResult> results =
      scan_recordings(*backend, classifier, recordings, options);
  if (interrupt_signal()) {
    say("interrupted; nothing was written, the scan starts again from its beginning");
    return 128 + interrupt_signal();
  }
  const std::string table = out + "/results.csv";
  write_results_csv(table, results, counted_classes(classifier.info()));
  write_detections_csv(out + "/detections.csv", results);
  write_bad_recordings(out + "/bad_files.csv", results);

  std::size_t calls = 0, unread = 0;
  double seconds = 0;
  for (const RecordingResult& result : results) {
    calls += result.detections.size();
    seconds += result.seconds;
    unread += result.seconds == 0;
  }
  if (unread == results.size())
    throw Error(ErrorKind::data, "none of the " + std::to_string(unread) +
                                     " recordings could be read; see " + out + "/bad_files.csv");
  say(std::to_string(calls) + " calls in " + std::to_string(results.size()) + " recordings, " +
      duration_text(seconds) + " of sound");
  std::printf("%s\n", table.c_str());
  return 0;
}

}  // namespace

void add_scan(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("scan", "count calls in long recordings");
  command.add_option("--model", options->model, "a run folder, or its model.safetensors")
      ->required();
  command.add_option("--out", options->out,
                     "folder for results.csv and detections.csv; default: "
                     "the folder scan beside the model");
  command
      .add_option("--threshold", options->threshold,
                  "a window whose score is above counts; default: the model's")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--step-s", options->step_s,
                  "from one window to the next, in seconds; default: the model's")
      ->check(CLI::Range(1e-3, 1e6));
  command.add_option("--batch", options->batch, "windows scored together")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  options->device.add_to(command);
  command.add_option("recordings", options->recordings, "audio files, and folders of them")
      ->required();
  command.callback([&action, options] { action = [options] { return scan(*options); }; });
}

}  // namespace canopy
