// A training or test step over one batch: images, network, loss, metrics, update. Every step uses
// the same memory, so it is recorded once for each batch size and then replayed.
#pragma once

#include <memory>
#include <vector>

#include "config/config.h"
#include "feed/batches.h"
#include "model/network.h"
#include "ops/loss.h"
#include "ops/metrics.h"
#include "train/weight_average.h"

namespace canopy {

class Step {
 public:
  /// `class_weights` (see balanced_weights) weight the loss in training; empty: all equal.
  /// `average`, if given, is updated after every training step. The arguments must outlive the
  /// step.
  Step(Backend& backend, Stream& stream, const TrainConfig& config, const ClipSet& set,
       Network& network, BatchSource& source, const std::vector<float>& class_weights,
       WeightAverage* average = nullptr);

  /// Enqueues a training step over the source's current batch of n items. `scalars` is device
  /// memory.
  void train(int n, const StepScalars* scalars);
  /// Enqueues a test step over the source's current batch: without augmentation and update.
  void test(int n);

  void reset_counters();
  /// The metric counts since the last reset. Waits for the device.
  MetricsCounts read_counters();
  /// The counters in device memory; they are part of a checkpoint.
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
  std::unique_ptr<Loss> loss_, test_loss_;  // test_loss_: plain cross-entropy
  std::unique_ptr<Metrics> metrics_;
  std::unique_ptr<Recorder> recorder_;
  Buffer counters_, host_counters_;
  Buffer probabilities_, losses_, class_weights_, scalars_;
};

}  // namespace canopy
