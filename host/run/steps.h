// The steps of a run, in order: list, open, learn, decide, tune, scan, report. Each receives what
// it needs and returns what later steps need. A step that returns an optional returns nothing if it
// was interrupted; it has then told the user what is saved and how to continue.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "data/data_report.h"
#include "evaluate/decision.h"
#include "evaluate/epoch_row.h"
#include "evaluate/evaluation.h"
#include "evaluate/scored.h"
#include "feed/batches.h"
#include "feed/ingest.h"
#include "model/classifier.h"
#include "model/network.h"
#include "ops/backend.h"
#include "run/run.h"
#include "run/run_folder.h"
#include "scan/scan.h"
#include "tune/tune.h"

namespace canopy {

struct Inputs {
  ClipSet clips;
  std::vector<std::string> recordings;  // paths of the recordings to scan
};

/// Throws Error(data) if a clip folder or the recordings to scan are missing, so that this does not
/// fail after hours of training.
Inputs list_inputs(const Config& config);

/// What every step uses.
struct Job {
  RunRequest request;
  Config config;
  RunFolder folder;
  DeviceInfo device;
  int threads = 1;  // for decoding
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Stream> stream;
};

/// Opens the device and prints its name.
Job open_job(const RunRequest& request, const Config& config);

/// The trained network and its training data, still in device memory.
struct OnDevice {
  std::unique_ptr<Network> network;
  std::unique_ptr<Ingested> data;
  std::unique_ptr<BatchSource> source;  // reads `data`
};

/// The results of the training that later steps need, in host memory.
struct TrainingRecord {
  ClipSet clips;  // the good clips, split
  std::vector<BadFile> bad_clips;
  std::string clips_text;  // one line
  DataReport data;
  std::vector<std::string> data_warnings;
  std::string network;  // a line per layer
  std::vector<EpochRow> epochs;
};

struct Learned {
  OnDevice on_device;
  TrainingRecord record;
};

/// Decodes the clips, splits them, prepares the run folder and trains.
std::optional<Learned> learn(const Job& job, ClipSet listed);

/// The saved model and its evaluation on the test part.
struct Decided {
  Decision decision;
  ModelInfo model;
  Scored test;
  Evaluation evaluation;
};

/// Chooses threshold and temperature on the validation part, saves the model and evaluates it. The
/// device memory of the training is freed on return.
std::optional<Decided> decide(const Job& job, OnDevice trained);

struct Tuned {
  ModelInfo model;                   // with the chosen counting parameters
  std::optional<TuneResult> result;  // nothing without scan.tune
};

/// With scan.tune: chooses how calls are counted and stores it in the saved model.
std::optional<Tuned> tune_model(const Job& job, const ClipSet& clips, ModelInfo model);

struct Scanned {
  std::vector<RecordingResult> recordings;  // empty if there was nothing to scan
  std::vector<std::string> counted;         // classes that are counted
};

/// Scans with the saved model, in a network without gradients, and writes the scan's outputs.
std::optional<Scanned> scan_inputs(const Job& job, const ModelInfo& model,
                                   const std::vector<std::string>& recordings);

/// Appends damaged recordings to bad_files.csv, after the damaged clips, and prints the number of
/// calls. Throws Error(data) if no recording could be read.
void finish_scan(const Job& job, const std::vector<BadFile>& bad_clips, const Scanned& scanned);

/// Writes report.html and prints its path.
void write_report(const Job& job, const TrainingRecord& training, const Decided& decided,
                  const Tuned& tuned, const Scanned& scanned);

/// Returns true if a signal has interrupted the run; then prints so, with `advice`.
bool stopped(const std::string& advice);

}  // namespace canopy
