// The average of the weights over the last steps, which often generalises better than the weights
// after the last step.
#pragma once

#include <memory>
#include <vector>

#include "model/network.h"
#include "model/safetensors.h"
#include "ops/backend.h"
#include "ops/moving_average.h"

namespace canopy {

class WeightAverage {
 public:
  /// An exponential moving average of the network's parameters, including the running statistics of
  /// normalisations: the weights of a step count `decay` times as much as those of the next one.
  /// The first 1 / (1 - decay) steps count equally.
  WeightAverage(Backend& backend, Network& network, double decay);

  /// Enqueues the update of the average with the current weights; part of a recorded training step.
  /// `step` is device memory.
  void update(Stream& stream, const StepScalars* step);
  /// Replaces the network's weights by their average.
  void apply(Stream& stream);
  /// The average as tensors of a checkpoint.
  std::vector<TensorRef> tensors() const;

  /// Device memory that the average of this network needs, in bytes.
  static std::size_t bytes(const Network& network);

 private:
  Backend& backend_;
  Network& network_;
  std::unique_ptr<MovingAverage> average_;
  std::vector<Buffer> averages_;  // one per parameter
};

}  // namespace canopy
