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

/// The part of the config that must not change if a run is resumed: all that training depends on.
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

/// Prints what is known about the clips, so that problems are seen before the metrics.
TrainingRecord record_clips(const Job& job, const Ingested& data) {
  for (const BadFile& bad : data.survey.bad)
    say(fmt::format("excluded: {}: {}", bad.name, bad.reason));
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
  job.folder.require_space((checkpoint_bytes(network) + average_bytes(job.config, network)) * kept +
                           float_bytes(network.parameter_count()));
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

/// The rows of all epochs, including those before a resume; nothing if interrupted.
std::optional<std::vector<EpochRow>> train_network(const Job& job, const OnDevice& on_device) {
  TrainingState start;
  start.config = fingerprint(job.config);
  start.split = split_csv(on_device.data->survey.set);
  Trainer trainer(*job.backend, *job.stream, job.config, on_device.data->survey.set,
                  *on_device.network, *on_device.source, job.folder.checkpoints(), start);
  // Before the folder is changed: if the checkpoint does not match, the folder stays as it was.
  const bool resumed = job.request.resume && trainer.resume();
  prepare_folder(job, *on_device.data, *on_device.network);
  if (resumed) {
    say(trainer.state().epoch > job.config.train.epochs
            ? "training is complete; evaluating the model"
            : fmt::format("resuming at epoch {}, batch {}", trainer.state().epoch,
                          trainer.state().batch));
  } else {
    if (job.request.resume)
      say(fmt::format("no checkpoint in {}; training starts from the beginning",
                      job.folder.path()));
    on_device.network->initialise(*job.stream);
  }
  job.folder.write_metrics(trainer.state().rows);
  const bool finished = trainer.train([&](const EpochRow& row) {
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
  OnDevice& on_device = learned.on_device;
  on_device.network = make_network(job, listed);
  const std::string summary = on_device.network->summary();
  // The network is already allocated; the averages are allocated later, by the trainer.
  const std::size_t room = cache_room(*job.backend, job.device.free_bytes,
                                      average_bytes(job.config, *on_device.network));
  on_device.data = std::make_unique<Ingested>(
      ingest(*job.backend, *job.stream, job.config, listed, job.threads, room));
  if (stopped("no training was done; run the same command again")) return std::nullopt;
  split_clips(on_device.data->survey.set, job.config.data.split);
  require_validation_part(job.config, on_device.data->survey.set);
  learned.record = record_clips(job, *on_device.data);
  learned.record.network = summary;
  on_device.source = make_batch_source(*job.backend, job.config, *on_device.data, job.threads);
  std::optional<std::vector<EpochRow>> epochs = train_network(job, on_device);
  if (!epochs) {
    stopped(fmt::format("saved in {}; --resume continues the training", job.folder.checkpoints()));
    return std::nullopt;
  }
  learned.record.epochs = std::move(*epochs);
  return learned;
}

}  // namespace canopy
