// The training loop: epochs of training and testing over a batch source, enqueued on one stream.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.h"
#include "config/config.h"
#include "evaluate/epoch_row.h"
#include "feed/batches.h"
#include "model/network.h"
#include "train/checkpoint.h"
#include "train/step.h"

namespace canopy {

/// The options of a network that is trained with this config.
NetworkOptions training_options(const Config& config, std::size_t classes, Task task);

class Trainer {
 public:
  /// `checkpoints` is the folder of the checkpoints. The arguments must outlive the trainer.
  Trainer(Backend& backend, Stream& stream, const Config& config, const ClipSet& set,
          Network& network, BatchSource& source, const std::string& checkpoints,
          TrainingState start);

  /// Restores the newest checkpoint; returns false if there is none. Throws as load_checkpoint().
  bool resume();

  /// Trains the remaining epochs. Calls `on_epoch` after each epoch, before its checkpoint is
  /// written. Returns false if interrupted; a checkpoint has then been written. Throws
  /// Error(not_a_number) if the loss is not a finite number.
  bool train(const std::function<void(const EpochRow&)>& on_epoch);
  /// After train(): with train.average_decay, replaces the network's weights by their average.
  void apply_average();

  const TrainingState& state() const { return state_; }

 private:
  bool train_epoch(EpochRow& row);
  PartMetrics test(const std::vector<std::int32_t>& clips);
  void upload_scalars(std::int64_t first_batch, std::int64_t batches);
  void show_progress(std::int64_t batch, std::int64_t batches, double seconds);
  PartMetrics read_counters(double seconds);
  void checkpoint();
  std::vector<TensorRef> extra_tensors() const;
  bool stopped_early() const;

  Backend& backend_;
  Stream& stream_;
  const Config& config_;
  const ClipSet& set_;
  Network& network_;
  BatchSource& source_;
  std::string checkpoints_;
  TrainingState state_;
  std::vector<std::int32_t> train_clips_, validation_clips_, test_clips_;

  std::unique_ptr<WeightAverage> average_;  // null without train.average_decay
  Step step_;
  Buffer scalars_;  // of the steps of the epoch, on the device
  std::vector<StepScalars> scalars_host_;
  ProgressLine progress_{"training"};
};

}  // namespace canopy
