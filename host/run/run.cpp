#include "run/run.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/machine.h"
#include "base/progress.h"
#include "data/data_report.h"
#include "evaluate/decision.h"
#include "evaluate/evaluation.h"
#include "model/model_info.h"
#include "model/precision.h"
#include "devices/devices.h"
#include "scan/journal.h"
#include "scan/outputs.h"
#include "scan/scan.h"
#include "run/facts.h"
#include "feed/ingest.h"
#include "run/run_folder.h"
#include "run/run_record.h"
#include "run/score_clips.h"
#include "train/trainer.h"
#include "tune/tune_counting.h"
#include "run/validation_part.h"

namespace canopy {
namespace {

std::string gigabytes(std::size_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
  return text;
}

/// What must be the same for a run to be resumed: all that the next step depends on.
std::string fingerprint(Config config) {
  config.output = OutputConfig();
  config.scan.reset();
  config.train.decision = DecisionConfig();
  config.train.checkpoints = CheckpointConfig();
  if (config.train.schedule.type == ScheduleKind::constant) config.train.epochs = 1;
  return write_config(config);
}

std::string epoch_text(const EpochRow& row, int epochs) {
  char text[256];
  std::snprintf(text, sizeof text,
                "epoch %d/%d: loss %.4f, precision %.3f, recall %.3f; test: loss %.4f, accuracy "
                "%.3f, precision %.3f, recall %.3f; %.1f clips/s, %s",
                row.epoch, epochs, row.train.loss, row.train.precision, row.train.recall,
                row.test.loss, row.test.accuracy, row.test.precision, row.test.recall,
                row.train.clips_per_s, duration_text(row.train.seconds + row.test.seconds).c_str());
  return text;
}

/// One job from its config to its report.
class Run {
 public:
  Run(const TrainRequest& request, TrainedFigures* figures)
      : request_(request),
        figures_(figures),
        config_(read_config_file(request.config_path, request.overrides)),
        folder_(config_.output) {}

  int operator()() {
    catch_interrupts();
    ClipSet listed = list_clips(config_.data);
    // Now, not after hours of training, is the time to say that there is nothing to scan.
    if (config_.scan && !config_.scan->recordings.empty())
      scanned_ = list_recordings({scanned_path(config_)});
    BackendOptions options = backend_options(config_.train);
    options.threads = request_.threads;
    backend_ = open_device(request_.device, options);
    record_.device = backend_->info();
    record_.config_path = request_.config_path;
    threads_ = record_.threads =
        record_.device.threads > 0 ? record_.device.threads : usable_threads();
    stream_ = backend_->make_stream();
    say("device: " + record_.device.id + " (" + record_.device.name +
        (record_.device.threads > 0 ? ", " + std::to_string(record_.device.threads) + " threads"
                                    : "") +
        ", " + precision_name(record_.device.precision) + ")");
    if (const std::string note = precision_note(config_.train, record_.device); !note.empty())
      say(note);
    if (!train_network(std::move(listed))) return stop();
    tune_scan();
    if (interrupt_signal()) return stop();
    scan();
    if (interrupt_signal()) return stop();
    report();
    return 0;
  }

 private:
  /// False when interrupted.
  bool train_network(ClipSet listed) {
    Network network(*backend_, config_.model, feature_image(config_.features),
                    training_options(config_, listed.classes.size(), listed.task));
    record_.network = network.summary();
    const std::size_t averages =
        config_.train.average_decay > 0 ? WeightAverage::bytes(network) : 0;
    say("network: " + std::to_string(network.parameter_count()) + " parameters; needs " +
        gigabytes(network.memory_bytes() + averages) + ", " + gigabytes(record_.device.free_bytes) + " free");

    Ingested data = ingest(*backend_, *stream_, config_, listed, threads_,
                           cache_room(*backend_, record_.device.free_bytes, averages));
    if (interrupt_signal()) return false;
    split_clips(data.survey.set, config_.data.split);
    need_validation(config_, data.survey.set);
    record_.bad = data.survey.bad;
    record_.classes = data.survey.set.classes;
    record_.task = data.survey.set.task;
    for (const BadFile& bad : record_.bad) say("excluded: " + bad.name + ": " + bad.reason);
    record_.clips_text = clips_text(data);
    say("clips: " + record_.clips_text);
    report_clips(data);

    RunState start;
    start.config = fingerprint(config_);
    start.split = split_csv(data.survey.set);
    const std::unique_ptr<BatchSource> source =
        make_batch_source(*backend_, config_, data, threads_);
    Trainer trainer(*backend_, *stream_, config_, data.survey.set, network, *source, folder_.checkpoints(),
                    start);
    // A checkpoint that does not fit leaves the folder as it is.
    const bool resumed = request_.resume && trainer.resume();
    prepare_folder(data, network);
    if (resumed) {
      say("resumed at epoch " + std::to_string(trainer.state().epoch) + ", batch " +
          std::to_string(trainer.state().batch));
    } else {
      if (request_.resume)
        say("no checkpoint in " + folder_.path() + "; starting at the beginning");
      network.initialise(*stream_);
    }
    folder_.write_metrics(trainer.state().rows);
    const bool finished = trainer.run([&](const EpochRow& row) {
      folder_.append_metrics(row);
      say(epoch_text(row, config_.train.epochs));
    });
    record_.epochs = trainer.state().rows;
    if (!finished) {
      saved_ = true;
      return false;
    }
    trainer.apply_average();
    const auto scored = [&](Part part) {
      return score_batches(*backend_, *stream_, network, *source, data.survey.set,
                           clips_of(data.survey.set, part));
    };
    const Decision decision = choose_decision(scored(Part::validation), config_.train);
    if (!decision.words.empty()) {
      say(decision.words);
      record_.chosen.emplace_back("decision", decision.words);
    }
    info_ = {config_,
             data.survey.set.classes,
             data.survey.set.task,
             decision.threshold,
             record_.device.precision,
             decision.temperature,
             decision.class_thresholds};
    write_safetensors(folder_.file("model.safetensors"), *backend_, *stream_,
                      parameter_tensors(network), describe_model(info_));
    trained_ = true;
    test_ = at_temperature(scored(Part::test), decision.temperature);
    record_.evaluation = evaluate(test_, info_.thresholds());
    say(evaluation_text());
    write_evaluation(folder_.file("test"), record_.evaluation);
    if (figures_) *figures_ = {test_, info_.thresholds()};
    set_ = std::move(data.survey.set);
    return true;
  }

  std::string evaluation_text() const {
    const PartMetrics& m = record_.evaluation.metrics;
    char text[256], at[64] = " at the thresholds of the classes";
    if (record_.evaluation.class_thresholds.empty())
      std::snprintf(at, sizeof at, " at a threshold of %.3f", record_.evaluation.threshold);
    std::snprintf(text, sizeof text,
                  "test: average precision %.4f, precision %.4f, recall %.4f%s; "
                  "%lld clips of %zu sources",
                  m.average_precision, m.precision, m.recall, at, static_cast<long long>(m.items),
                  record_.evaluation.sources.size());
    return text;
  }

  // The model is on disk before, so that nothing is lost when this is interrupted.
  void tune_scan() {
    if (!config_.scan || !config_.scan->tune) return;
    Classifier classifier(*backend_, *stream_, folder_.path(), scan_batch);
    const std::optional<TuneResult> tuned =
        tune_counting(*backend_, *stream_, config_, set_, classifier, threads_);
    if (!tuned) return;
    config_.scan->threshold = tuned->chosen.threshold;
    config_.scan->counting.peaks = tuned->chosen.peaks;
    info_.config = config_;
    replace_metadata(folder_.file("model.safetensors"), describe_model(info_));
    write_file(folder_.file("tune.json"), tune_json(*tuned));
    char text[200];
    std::snprintf(text, sizeof text,
                  "counting: F1 %.4f on %lld calls put into %d recordings; threshold %.3f, "
                  "low %.3f, valley %g, smoothing %g s",
                  tuned->chosen.f1, static_cast<long long>(tuned->true_calls),
                  config_.scan->tune->recordings, tuned->chosen.threshold,
                  tuned->chosen.peaks.low_threshold, tuned->chosen.peaks.valley,
                  tuned->chosen.peaks.smoothing_s);
    say(text);
    record_.chosen.emplace_back("counting", text);
  }

  // What about the clips should be looked into before anybody believes a figure.
  void report_clips(const Ingested& data) {
    const DataReport found = report_data(data.survey.set, data.survey.sounds);
    record_.class_clips = class_clips(found);
    record_.data_warnings = data_warnings(found, data.survey.set, config_.features);
    for (const std::string& line : record_.data_warnings) say(line);
  }

  void prepare_folder(const Ingested& data, const Network& network) const {
    const CheckpointConfig& checkpoints = config_.train.checkpoints;
    const std::size_t kept =
        checkpoints.every > 0 ? static_cast<std::size_t>(checkpoints.keep) + 1 : 1;
    const std::size_t averages =
        config_.train.average_decay > 0 ? WeightAverage::bytes(network) : 0;
    folder_.need_space((checkpoint_bytes(network) + averages) * kept +
                       static_cast<std::size_t>(network.parameter_count()) * sizeof(float));
    const std::string moved = folder_.prepare(request_.resume);
    if (!moved.empty()) say("the run that was here is now in " + moved);
    write_file(folder_.file("config.json"), write_config(config_));
    write_file(folder_.file("split.csv"), split_csv(data.survey.set));
    write_file(folder_.file("data.csv"), data_csv(data.survey.set, data.survey.sounds));
    folder_.write_bad_files(data.survey.bad);
    folder_.write_environment(record_.device, request_.config_path);
  }

  // With the model as it was saved, in a network without gradients: the training one is gone.
  void scan() {
    if (scanned_.empty()) return;
    Classifier classifier(*backend_, *stream_, folder_.path(), scan_batch);
    ScanOptions options;
    options.step_s = config_.scan->step_s;
    options.threshold = scan_thresholds(classifier.info());
    options.counting = config_.scan->counting;
    options.mono = config_.scan->mono;
    options.threads = threads_;
    options.message = say;
    options.progress = true;
    scanning_ = true;
    record_.recordings = scan_with_journal(*backend_, classifier, folder_.file("model.safetensors"),
                                           scanned_, options, folder_.path(), false);
    if (interrupt_signal()) return;
    record_.counted = counted_classes(classifier.info());
    write_outputs(folder_.path(), scan_report(record_.recordings, classifier.info()),
                  config_.scan->outputs);
    std::size_t calls = 0, unread = 0;
    for (const RecordingResult& r : record_.recordings) {
      calls += r.detections.size();
      unread += r.seconds == 0;
      if (r.partial()) record_.bad.push_back({r.name, partial_reason(r)});
    }
    folder_.write_bad_files(record_.bad);
    if (unread == record_.recordings.size())
      throw Error(ErrorKind::data, "none of the " + std::to_string(unread) +
                                       " recordings could be read; the model is saved, see " +
                                       folder_.file("bad_files.csv"));
    say("scan: " + std::to_string(calls) + " calls in " +
        std::to_string(record_.recordings.size()) + " recordings; " + folder_.file("results.csv"));
  }

  void report() const {
    const std::string path = folder_.file("report.html");
    write_file(path, run_report(config_, record_));
    std::printf("%s\n", path.c_str());
  }

  int stop() const {
    if (scanning_)
      say("interrupted; the model and the recordings that were scanned are in " + folder_.path() +
          ", go on with the same command and --resume");
    else if (trained_)
      say("interrupted; the model in " + folder_.path() +
          " is trained, but its counting is not tuned: finish the run with --resume");
    else
      say(saved_ ? "interrupted; saved in " + folder_.checkpoints() + ", go on with --resume"
                 : "interrupted; nothing was lost, go on with --resume or start again");
    return 128 + interrupt_signal();
  }

  static constexpr int scan_batch = 16;  // windows

  TrainRequest request_;
  TrainedFigures* figures_;
  Config config_;
  RunFolder folder_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Stream> stream_;
  int threads_ = 1;
  bool saved_ = false, trained_ = false, scanning_ = false;
  RunRecord record_;
  ClipSet set_;     // the good clips, with their parts
  ModelInfo info_;  // of the model as it is saved
  Scored test_;
  std::vector<std::string> scanned_;  // paths of the recordings to scan after the training
};

}  // namespace

int train(const TrainRequest& request, TrainedFigures* figures) {
  return Run(request, figures)();
}

}  // namespace canopy
