#include "run/run.h"

#include "base/interrupt.h"
#include "run/steps.h"

namespace canopy {

int run_job(const RunRequest& request, TestScores* test) {
  catch_interrupts();
  const auto interrupted = [] { return 128 + interrupt_signal(); };

  const Config config = read_config_file(request.config_path, request.overrides);
  const Inputs inputs = list_inputs(config);
  const Job job = open_job(request, config);

  std::optional<Learned> learned = learn(job, inputs.clips);
  if (!learned) return interrupted();
  const TrainingRecord& training = learned->record;

  std::optional<Decided> decided = decide(job, std::move(learned->on_device));
  if (!decided) return interrupted();
  if (test) *test = {decided->test, decided->model.thresholds()};

  const std::optional<Tuned> tuned = tune_model(job, training.clips, decided->model);
  if (!tuned) return interrupted();

  const std::optional<Scanned> scanned = scan_inputs(job, tuned->model, inputs.recordings);
  if (!scanned) return interrupted();
  finish_scan(job, training.bad_clips, *scanned);

  write_report(job, training, *decided, *tuned, *scanned);
  return 0;
}

}  // namespace canopy
