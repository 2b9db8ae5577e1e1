// From the clips to a trained network.
#include <fmt/format.h>

#include "base/files.h"
#include "base/progress.h"
#include "run/facts.h"
#include "run/steps.h"
#include "run/validation_part.h"
#include "train/trainer.h"
#include "train/weight_average.h"

namespace canopy {
namespace {

std::size_t average_bytes(const Config& config, const Network& network) {
  return config.train.average_decay > 0 ? WeightAverage::bytes(network) : 0;
}

/// What must be unchanged for a run to be resumed: everything that the next step depends on.
std::string fingerprint(Config config) {
  config.output = OutputConfig();
  config.scan.reset();
  config.train.decision = DecisionConfig();
  config.train.checkpoints = CheckpointConfig();
  if (config.train.schedule.type == ScheduleKind::constant) config.train.epochs = 1;
  return write_config(config);
}

std::unique_ptr<Network> make_network(const Job& job, const ClipSet& listed) {
  auto network =
      std::make_unique<Network>(*job.backend, job.config.model, feature_image(job.config.features),
                                training_options(job.config, listed.classes.size(), listed.task));
  const std::size_t needed = network->memory_bytes() + average_bytes(job.config, *network);
  say(fmt::format("network: {} parameters; needs {:.1f} GB, {:.1f} GB free",
                  network->parameter_count(), static_cast<double>(needed) / 1e9,
                  static_cast<double>(job.device.free_bytes) / 1e9));
  return network;
}

/// Says what was found out about the clips, so that it is seen before anybody believes a figure.
TrainingRecord record_clips(const Job& job, const Ingested& data) {
  for (const BadFile& bad : data.survey.bad) say("excluded: " + bad.name + ": " + bad.reason);
  TrainingRecord record;
  record.clips = data.survey.set;
  record.bad_clips = data.survey.bad;
  record.clips_text = clips_text(data.survey.set, data.seconds_of_sound, data.survey.bad.size());
  say("clips: " + record.clips_text);
  record.data = report_data(data.survey.set, data.survey.sounds);
  record.data_warnings = data_warnings(record.data, data.survey.set, job.config.features);
  for (const std::string& line : record.data_warnings) say(line);
  return record;
}

void prepare_folder(const Job& job, const Ingested& data, const Network& network) {
  const CheckpointConfig& checkpoints = job.config.train.checkpoints;
  const std::size_t kept =
      checkpoints.every > 0 ? static_cast<std::size_t>(checkpoints.keep) + 1 : 1;
  job.folder.need_space((checkpoint_bytes(network) + average_bytes(job.config, network)) * kept +
                        static_cast<std::size_t>(network.parameter_count()) * sizeof(float));
  const std::string moved = job.folder.prepare(job.request.resume);
  if (!moved.empty()) say("the previous run is now in " + moved);
  write_file(job.folder.file("config.json"), write_config(job.config));
  write_file(job.folder.file("split.csv"), split_csv(data.survey.set));
  write_file(job.folder.file("data.csv"), data_csv(data.survey.set, data.survey.sounds));
  job.folder.write_bad_files(data.survey.bad);
  job.folder.write_environment(job.device, job.request.config_path);
}

std::string epoch_text(const EpochRow& row, int epochs) {
  return fmt::format(
      "epoch {}/{}: loss {:.4f}, precision {:.3f}, recall {:.3f}; test: loss {:.4f}, accuracy "
      "{:.3f}, precision {:.3f}, recall {:.3f}; {:.1f} clips/s, {}",
      row.epoch, epochs, row.train.loss, row.train.precision, row.train.recall, row.test.loss,
      row.test.accuracy, row.test.precision, row.test.recall, row.train.clips_per_s,
      duration_text(row.train.seconds + row.test.seconds));
}

/// The rows of all epochs, those before a resume included; nothing if interrupted.
std::optional<std::vector<EpochRow>> train_network(const Job& job, const OnDevice& here) {
  RunState start;
  start.config = fingerprint(job.config);
  start.split = split_csv(here.data->survey.set);
  Trainer trainer(*job.backend, *job.stream, job.config, here.data->survey.set, *here.network,
                  *here.source, job.folder.checkpoints(), start);
  // Before the folder is touched: if the checkpoint does not fit, the folder stays as it is.
  const bool resumed = job.request.resume && trainer.resume();
  prepare_folder(job, *here.data, *here.network);
  if (resumed) {
    say(fmt::format("resumed at epoch {}, batch {}", trainer.state().epoch, trainer.state().batch));
  } else {
    if (job.request.resume)
      say("no checkpoint in " + job.folder.path() + "; starting from the beginning");
    here.network->initialise(*job.stream);
  }
  job.folder.write_metrics(trainer.state().rows);
  const bool finished = trainer.run([&](const EpochRow& row) {
    job.folder.append_metrics(row);
    say(epoch_text(row, job.config.train.epochs));
  });
  if (!finished) return std::nullopt;
  trainer.apply_average();
  return trainer.state().rows;
}

}  // namespace

std::optional<Learned> learn(const Job& job, ClipSet listed) {
  Learned learned;
  OnDevice& here = learned.on_device;
  here.network = make_network(job, listed);
  const std::string summary = here.network->summary();
  // The network is allocated by now; the averages will be only when the training begins.
  const std::size_t room =
      cache_room(*job.backend, job.device.free_bytes, average_bytes(job.config, *here.network));
  here.data = std::make_unique<Ingested>(
      ingest(*job.backend, *job.stream, job.config, listed, job.threads, room));
  if (stopped("nothing was lost, go on with --resume or start again")) return std::nullopt;
  split_clips(here.data->survey.set, job.config.data.split);
  need_validation(job.config, here.data->survey.set);
  learned.record = record_clips(job, *here.data);
  learned.record.network = summary;
  here.source = make_batch_source(*job.backend, job.config, *here.data, job.threads);
  std::optional<std::vector<EpochRow>> epochs = train_network(job, here);
  if (!epochs) {
    stopped("saved in " + job.folder.checkpoints() + ", go on with --resume");
    return std::nullopt;
  }
  learned.record.epochs = std::move(*epochs);
  return learned;
}

}  // namespace canopy
