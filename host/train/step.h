// One step over a batch, for training and for testing: images, network, loss, counters, update. All
// it enqueues stands in the same memory each time, so that it is recorded once and then replayed.
#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "model/network.h"
#include "ops/loss.h"
#include "ops/metrics.h"
#include "feed/batches.h"
#include "train/weight_average.h"

namespace canopy {

class Step {
 public:
  /// `class_weights`, one a class, weigh the training's loss; none: all alike. `average`, where
  /// there is one, takes up the weights of every training step. The arguments must outlive the
  /// step.
  Step(Backend& backend, Stream& stream, const TrainConfig& config, const ClipSet& set,
       Network& network, BatchSource& source, const std::vector<float>& class_weights,
       WeightAverage* average = nullptr);

  /// Enqueues a step over the source's batch of n items. `scalars` is device memory.
  void train(int n, const StepScalars* scalars);
  /// Enqueues the same without any learning.
  void test(int n);

  void reset_counters();
  /// What was counted since the reset. Waits for the device.
  MetricsCounts read_counters();
  /// The counters' block in device memory, which is part of a checkpoint.
  void* counters() const { return counters_.data(); }
  std::size_t counter_bytes() const { return metrics_->bytes(); }

 private:
  void enqueue_training(int n);
  void enqueue_test(int n);

  Backend& backend_;
  Stream& stream_;
  Network& network_;
  BatchSource& source_;
  WeightAverage* average_;
  std::unique_ptr<Loss> loss_, test_loss_;  // tests measure plain cross-entropy
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<Recorder> recorder_;
  Buffer counters_, host_counters_;
  Buffer probabilities_, losses_, class_weights_, scalars_;
};

}  // namespace canopy
