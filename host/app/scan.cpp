// `trainer scan --model RUN FILES...`: counts calls in recordings with a trained model.
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "scan/clips.h"
#include "scan/journal.h"
#include "scan/outputs.h"
#include "scan/scan.h"

namespace canopy {
namespace {

struct Options {
  std::string model, out;
  std::vector<std::string> recordings;
  std::vector<std::string> outputs;    // empty: the model's own
  double threshold = -1, step_s = -1;  // -1: the model's own
  double min_score = 0;
  int batch = 16, clips = 0;
  double context_s = 1;
  bool fresh = false;
  DeviceOptions device;
};

ScanOptions scan_options(const Options& asked, const ModelInfo& model, int threads) {
  const ScanConfig trained = model.config.scan.value_or(ScanConfig());
  ScanOptions options;
  options.step_s = asked.step_s > 0 ? asked.step_s : trained.step_s;
  options.threshold = asked.threshold >= 0 ? Thresholds(asked.threshold) : scan_thresholds(model);
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

/// Throws Error(data) when not one of the recordings could be read.
void say_totals(const ScanReport& report, const std::string& out) {
  std::size_t calls = 0, unread = 0, partial = 0;
  double seconds = 0;
  for (const RecordingResult& result : report.recordings) {
    calls += result.detections.size();
    seconds += result.seconds;
    unread += result.seconds == 0;
    partial += result.partial();
  }
  const std::string bad = out + "/bad_files.csv";
  if (unread == report.recordings.size())
    throw Error(ErrorKind::data,
                "none of the " + std::to_string(unread) + " recordings could be read; see " + bad);
  say(std::to_string(calls) + " calls in " + std::to_string(report.recordings.size()) +
      " recordings, " + duration_text(seconds) + " of sound" +
      (partial ? "; " + std::to_string(partial) + " of them damaged, see " + bad : ""));
}

/// False when interrupted.
bool cut_clips(const Options& asked, const ScanReport& report, const std::string& out) {
  ClipExport clips;
  clips.count = asked.clips;
  clips.context_s = asked.context_s;
  clips.message = say;
  const std::size_t files = export_clips(out, report.recordings, clips);
  if (interrupt_signal()) {
    say("interrupted while cutting clips; all else is written");
    return false;
  }
  say(std::to_string(files) + " clips to review in " + out + "/clips");
  return true;
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
      scan_options(asked, classifier.info(), asked.device.decoding_threads(*backend));
  make_folders(out);

  std::vector<RecordingResult> results =
      scan_with_journal(*backend, classifier, path, recordings, options, out, asked.fresh);
  if (interrupt_signal()) {
    say("interrupted; what was finished is in " + out +
        "/scan.journal.jsonl, and the same command goes on from there");
    return 128 + interrupt_signal();
  }
  if (asked.min_score > 0) {
    const std::size_t dropped = drop_below(results, asked.min_score);
    say("--min-score left out " + std::to_string(dropped) + " calls");
  }
  const ScanReport report = scan_report(std::move(results), classifier.info());
  const std::vector<std::string> outputs =
      !asked.outputs.empty() ? asked.outputs
                             : classifier.info().config.scan.value_or(ScanConfig()).outputs;
  write_outputs(out, report, outputs);
  say_totals(report, out);
  if (asked.clips > 0 && !cut_clips(asked, report, out)) return 128 + interrupt_signal();
  const std::string table = out + "/results.csv";
  std::printf("%s\n", std::filesystem::exists(table) ? table.c_str() : out.c_str());
  return 0;
}

}  // namespace

void add_scan(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("scan", "count calls in long recordings");
  command.add_option("--model", options->model, "a run folder, or its model.safetensors")
      ->required();
  command.add_option(
      "--out", options->out,
      "folder for results.csv and the other outputs; default: the folder scan beside "
      "the model");
  command
      .add_option("--outputs", options->outputs,
                  "what to write, with commas between: results,detections,raven,audacity,json; "
                  "default: the model's")
      ->delimiter(',')
      ->check(CLI::IsMember(scan_output_names()))
      ->allow_extra_args(false);
  command
      .add_option("--threshold", options->threshold,
                  "a window whose score is above counts; default: the model's")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--step-s", options->step_s,
                  "from one window to the next, in seconds; default: the model's")
      ->check(CLI::Range(1e-3, 1e6));
  command
      .add_option("--min-score", options->min_score,
                  "calls that score below are left out of all that is written")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--export-clips", options->clips,
                  "cut so many calls from their recordings to be listened to: half of them those "
                  "of the highest scores, the others spread over the rest")
      ->check(CLI::Range(1, 1000000));
  command
      .add_option("--context-s", options->context_s,
                  "what a clip has before and behind its call, in seconds")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  command.add_flag("--fresh", options->fresh,
                   "scan recordings again that an earlier scan into this folder has finished");
  command.add_option("--batch", options->batch, "windows scored together")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  options->device.add_to(command);
  command.add_option("recordings", options->recordings, "audio files, and folders of them")
      ->required();
  command.callback([&action, options] { action = [options] { return scan(*options); }; });
}

}  // namespace canopy
