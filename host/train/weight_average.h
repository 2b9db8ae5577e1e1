// The weights averaged over the last steps, which generalise better than the last step's own.
#pragma once

#include <memory>
#include <vector>

#include "model/network.h"
#include "model/safetensors.h"
#include "ops/moving_average.h"
#include "ops/backend.h"

namespace canopy {

class WeightAverage {
 public:
  /// A moving average over the network's parameters, running statistics of normalisations among
  /// them: each step's weights count `decay` times as much as the next one's, but for the first
  /// 1 / (1 - decay) steps, which count alike.
  WeightAverage(Backend& backend, Network& network, double decay);

  /// Enqueues the average's step; part of a recorded training step. `step` is device memory.
  void add(Stream& stream, const StepScalars* step);
  /// Makes the averages the network's weights.
  void apply(Stream& stream);
  /// The averages as tensors of a checkpoint.
  std::vector<TensorRef> tensors() const;

  static std::size_t bytes(const Network& network);

 private:
  Backend& backend_;
  Network& network_;
  std::unique_ptr<MovingAverage> average_;
  std::vector<Buffer> averages_;  // one a parameter
};

}  // namespace canopy
