// The saved model on long recordings: tunes how it counts, then counts.
#include <filesystem>

#include <fmt/format.h>

#include "base/counted.h"
#include "base/files.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "run/steps.h"
#include "scan/journal.h"
#include "scan/outputs.h"
#include "scan/totals.h"
#include "tune/tune_counting.h"

namespace canopy {
namespace {

constexpr int scan_batch = 16;  // windows

std::string counting_text(const TuneResult& tuned, const TuneConfig& config) {
  const PeaksConfig& peaks = tuned.chosen.peaks;
  return fmt::format(
      "counting: F1 {:.4f} on {} in {}; threshold {:.3f}, low threshold {:.3f}, valley {:g}, "
      "smoothing {:g} s",
      tuned.chosen.f1, counted(tuned.true_calls, "call"),
      counted(config.recordings, "synthetic recording"),
      tuned.chosen.threshold, peaks.low_threshold, peaks.valley, peaks.smoothing_s);
}

}  // namespace

// The model has already been saved, so an interruption loses nothing.
std::optional<Tuned> tune_model(const Job& job, const ClipSet& clips, ModelInfo model) {
  if (!model.config.scan || !model.config.scan->tune) return Tuned{std::move(model), {}};
  Classifier classifier(*job.backend, *job.stream, job.folder.path(), scan_batch);
  std::optional<TuneResult> result =
      tune_counting(*job.backend, *job.stream, model.config, clips, classifier, job.threads);
  if (!result) {
    stopped(
        fmt::format("the model in {} is trained, but its counting is not tuned yet; --resume "
                    "finishes the run",
                    job.folder.path()));
    return std::nullopt;
  }
  ScanConfig& scan = *model.config.scan;
  scan.threshold = result->chosen.threshold;
  scan.counting.peaks = result->chosen.peaks;
  replace_metadata(job.folder.file("model.safetensors"), describe_model(model));
  write_file(job.folder.file("tune.json"), tune_json(*result));
  say(counting_text(*result, *scan.tune));
  return Tuned{std::move(model), std::move(result)};
}

std::optional<Scanned> scan_inputs(const Job& job, const ModelInfo& model,
                                   const std::vector<std::string>& recordings) {
  if (recordings.empty()) {
    if (stopped(fmt::format("the model in {} is finished; --resume writes the report",
                            job.folder.path())))
      return std::nullopt;
    return Scanned();
  }
  Classifier classifier(*job.backend, *job.stream, job.folder.path(), scan_batch);
  Scanned scanned;
  scanned.recordings =
      scan_with_journal(*job.backend, classifier, job.folder.file("model.safetensors"), recordings,
                        scan_options(classifier.info(), job.threads), job.folder.path(), false);
  if (stopped(fmt::format("the model and the results so far are in {}; --resume continues the scan",
                          job.folder.path())))
    return std::nullopt;
  scanned.counted = counted_classes(classifier.info());
  write_outputs(job.folder.path(), scan_report(scanned.recordings, classifier.info()),
                model.config.scan->outputs);
  return scanned;
}

void finish_scan(const Job& job, const std::vector<BadFile>& bad_clips, const Scanned& scanned) {
  if (scanned.recordings.empty()) return;
  std::vector<BadFile> bad = bad_clips;
  for (const RecordingResult& r : scanned.recordings)
    if (r.partial()) bad.push_back({r.name, partial_reason(r)});
  job.folder.write_bad_files(bad);
  const ScanTotals totals = scan_totals(scanned.recordings);
  require_readable(totals, job.folder.file("bad_files.csv"), " (the model is saved)");
  const std::string table = job.folder.file("results.csv");
  say(fmt::format("scan: {}; see {}", totals.text(),
                  std::filesystem::exists(table) ? table : job.folder.path()));
}

}  // namespace canopy
