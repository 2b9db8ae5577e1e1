// Epochs of training and testing over a batch source, all of it enqueued on one stream.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/network.h"
#include "evaluate/epoch_row.h"
#include "feed/batches.h"
#include "train/checkpoint.h"
#include "train/step.h"

namespace canopy {

/// The network options a config asks for, for training.
NetworkOptions training_options(const Config& config, std::size_t classes, Task task);

class Trainer {
 public:
  /// `checkpoints` is the folder they go to. The arguments must outlive the trainer.
  Trainer(Backend& backend, Stream& stream, const Config& config, const ClipSet& set,
          Network& network, BatchSource& source, const std::string& checkpoints, RunState start);

  /// Restores the newest checkpoint; false when there is none.
  bool resume();

  /// Trains the epochs that are left. `on_epoch` is called with each finished epoch, before its
  /// checkpoint is written. Returns false when interrupted (a checkpoint is then written).
  /// Throws Error(not_a_number) when the loss is no longer a number.
  bool run(const std::function<void(const EpochRow&)>& on_epoch);
  /// After run(): with train.average_decay the network gets the averaged weights.
  void apply_average();

  const RunState& state() const { return state_; }

 private:
  bool train_epoch(EpochRow& row);
  PartMetrics test(const std::vector<std::int32_t>& clips);
  void upload_scalars(std::int64_t first_batch, std::int64_t batches);
  void show_progress(std::int64_t batch, std::int64_t batches, double seconds);
  PartMetrics read_counters(double seconds);
  void checkpoint();
  std::vector<TensorRef> more_tensors() const;
  bool stopped_early() const;

  Backend& backend_;
  Stream& stream_;
  const Config& config_;
  const ClipSet& set_;
  Network& network_;
  BatchSource& source_;
  std::string checkpoints_;
  RunState state_;
  std::vector<std::int32_t> train_clips_, validation_clips_, test_clips_;

  std::unique_ptr<WeightAverage> average_;  // null: none
  Step step_;
  Buffer scalars_;  // of the epoch's steps, on the device
  std::vector<StepScalars> scalars_host_;
};

}  // namespace canopy
