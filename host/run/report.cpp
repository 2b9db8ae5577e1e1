// The last step: the report page.
#include <cstdio>

#include <fmt/format.h>

#include "base/counted.h"
#include "base/files.h"
#include "base/progress.h"
#include "base/version.h"
#include "report/html.h"
#include "run/facts.h"
#include "run/steps.h"

namespace canopy {
namespace {

Facts facts(const Job& job, const TrainingRecord& training, const Decided& decided,
            const Tuned& tuned) {
  double seconds = 0;
  for (const EpochRow& row : training.epochs)
    seconds += row.train.seconds + row.test.seconds + row.validation.seconds;
  Facts all = {{"device", fmt::format("{} ({})", job.device.name, job.device.id)},
               {"threads", std::to_string(job.threads)},
               {"precision", precision_name(job.device.precision)},
               {"training time", duration_text(seconds)},
               {"clips", training.clips_text},
               {"config", job.request.config_path}};
  const auto add = [&all](const Facts& more) { all.insert(all.end(), more.begin(), more.end()); };
  add(training_facts(job.config, training.clips, training.epochs));
  if (!decided.decision.summary.empty()) all.emplace_back("decision", decided.decision.summary);
  add(model_facts(tuned.model));
  if (tuned.result)
    all.emplace_back(
        "tuning",
        fmt::format("F1 {:.4f} on {} in {}", tuned.result->chosen.f1,
                    counted(tuned.result->true_calls, "call"),
                    counted(tuned.model.config.scan->tune->recordings, "synthetic recording")));
  all.emplace_back("finished", utc_now());
  all.emplace_back("program", std::string("Canopy ") + version());
  return all;
}

}  // namespace

void write_report(const Job& job, const TrainingRecord& training, const Decided& decided,
                  const Tuned& tuned, const Scanned& scanned) {
  ReportData page;
  page.name = job.config.output.name;
  page.evaluation = decided.evaluation;
  page.averaged_weights = job.config.train.average_decay > 0;
  page.epoch_threshold = job.config.train.threshold;
  page.epochs = training.epochs;
  page.facts = facts(job, training, decided, tuned);
  page.files =
      run_files(scanned.recordings.empty() ? std::vector<std::string>() : job.config.scan->outputs,
                tuned.result.has_value());
  page.bad_clips = training.bad_clips;
  page.data = training.data;
  page.data_warnings = training.data_warnings;
  page.counted = scanned.counted;
  page.recordings = scanned.recordings;
  page.network = training.network;
  const std::string path = job.folder.file("report.html");
  write_file(path, report_html(page));
  std::fputs((path + "\n").c_str(), stdout);
}

}  // namespace canopy
