// `trainer scan --model RUN FILES...`: counts calls in recordings with a trained model.
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "app/commands.h"
#include "base/counted.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "scan/clips.h"
#include "scan/journal.h"
#include "scan/outputs.h"
#include "scan/scan.h"
#include "scan/totals.h"

namespace canopy {
namespace {

struct Options {
  std::string model, out;
  std::vector<std::string> recordings;
  std::vector<std::string> outputs;    // empty: the model's
  double threshold = -1, step_s = -1;  // -1: the model's
  double min_score = 0;
  int batch = 16, clips = 0;
  double context_s = 1;
  bool fresh = false;
  DeviceOptions device;
};

/// The options of the model, unless the command line gives others.
ScanOptions options_for(const Options& given, const ModelInfo& model, int threads) {
  ScanOptions options = scan_options(model, threads);
  if (given.step_s > 0) options.step_s = given.step_s;
  if (given.threshold >= 0) options.threshold = Thresholds(given.threshold);
  return options;
}

/// --out, or by default the folder scan/ next to the model.
std::string output_folder(const Options& given) {
  if (!given.out.empty()) return given.out;
  return (std::filesystem::path(model_file(given.model)).parent_path() / "scan").string();
}

/// Throws Error(data) if no recording could be read.
void report_totals(const ScanReport& report, const std::string& out) {
  const ScanTotals totals = scan_totals(report.recordings);
  const std::string bad = out + "/bad_files.csv";
  require_readable(totals, bad);
  say(fmt::format(
      "{}, {} of sound{}", totals.text(), duration_text(totals.seconds),
      totals.partial > 0 ? fmt::format("; {} damaged, see {}", totals.partial, bad) : ""));
}

/// Returns false if interrupted.
bool cut_clips(const Options& given, const ScanReport& report, const std::string& out) {
  ClipExport clips;
  clips.count = given.clips;
  clips.context_s = given.context_s;
  clips.message = say;
  const std::size_t files = export_clips(out, report.recordings, clips);
  if (interrupt_signal()) {
    say("interrupted while exporting clips; all other results are complete");
    return false;
  }
  say(fmt::format("exported {} for review to {}/clips", counted(files, "clip"), out));
  return true;
}

int scan(const Options& given) {
  const std::vector<std::string> recordings = list_recordings(given.recordings);
  const std::string out = output_folder(given);
  const std::string path = model_file(given.model);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const std::unique_ptr<Backend> backend = given.device.open(backend_options(model));
  const std::unique_ptr<Stream> stream = backend->make_stream();
  Classifier classifier(*backend, *stream, given.model, given.batch);
  const ScanOptions options =
      options_for(given, classifier.info(), given.device.decoding_threads(*backend));
  make_folders(out);

  std::vector<RecordingResult> results =
      scan_with_journal(*backend, classifier, path, recordings, options, out, given.fresh);
  if (interrupt_signal()) {
    say(
        fmt::format("interrupted; the results so far are in {}/scan.journal.jsonl; run the same "
                    "command again to continue",
                    out));
    return 128 + interrupt_signal();
  }
  if (given.min_score > 0) {
    const std::size_t discarded = drop_below(results, given.min_score);
    say("--min-score discarded " + counted(discarded, "call"));
  }
  const ScanReport report = scan_report(std::move(results), classifier.info());
  const std::vector<std::string> outputs =
      !given.outputs.empty() ? given.outputs
                             : classifier.info().config.scan.value_or(ScanConfig()).outputs;
  write_outputs(out, report, outputs);
  write_bad_recordings(out + "/bad_files.csv", report.recordings);
  report_totals(report, out);
  if (given.clips > 0 && !cut_clips(given, report, out)) return 128 + interrupt_signal();
  const std::string table = out + "/results.csv";
  std::printf("%s\n", std::filesystem::exists(table) ? table.c_str() : out.c_str());
  return 0;
}

}  // namespace

void add_scan(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("scan", "count calls in long recordings");
  command
      .add_option("--model", options->model,
                  "run folder of the trained model, or its model.safetensors")
      ->type_name("RUN")
      ->required();
  command.add_option("--out", options->out, "output folder; default: scan/ next to the model")
      ->type_name("FOLDER");
  command
      .add_option("--outputs", options->outputs,
                  "outputs to write, separated by commas; default: those of the model's config")
      ->delimiter(',')
      ->check(CLI::IsMember(scan_output_names()))
      ->allow_extra_args(false);
  command
      .add_option("--threshold", options->threshold,
                  "score above which a window belongs to a call; default: the model's")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--step-s", options->step_s,
                  "seconds from one window to the next; default: those of the model's config")
      ->check(CLI::Range(1e-3, 1e6));
  command.add_option("--min-score", options->min_score, "discard calls with a lower score")
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--export-clips", options->clips,
                  "export this many calls as sound files for review: half of them those with the "
                  "highest scores, the other half spread over the remaining scores")
      ->check(CLI::Range(1, 1000000));
  command
      .add_option("--context-s", options->context_s,
                  "seconds of sound before and after the call in an exported clip")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  command.add_flag("--fresh", options->fresh,
                   "scan everything again, ignoring earlier results in the output folder");
  command.add_option("--batch", options->batch, "windows per batch")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  options->device.add_to(command);
  command.add_option("recordings", options->recordings, "audio files and folders of audio files")
      ->type_name("PATH")
      ->required();
  command.callback([&action, options] { action = [options] { return scan(*options); }; });
}

}  // namespace canopy
