#include "train/weight_average.h"

namespace canopy {

WeightAverage::WeightAverage(Backend& backend, Network& network, double decay)
    : backend_(backend), network_(network) {
  MovingAverageParams params;
  params.share = static_cast<float>(1 - decay);
  average_ = backend.make_moving_average(params);
  for (const Parameter* p : network.parameters())
    averages_.push_back(allocate_floats(backend, p->count()));
}

void WeightAverage::update(Stream& stream, const StepScalars* step) {
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const Parameter& p = *network_.parameters()[i];
    average_->run(stream, p.count(), step, p.value, averages_[i].floats());
  }
}

void WeightAverage::apply(Stream& stream) {
  for (std::size_t i = 0; i < averages_.size(); ++i)
    backend_.copy(stream, network_.parameters()[i]->value, averages_[i].data(),
                  averages_[i].bytes());
}

std::vector<TensorRef> WeightAverage::tensors() const {
  std::vector<TensorRef> tensors;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const Parameter& p = *network_.parameters()[i];
    tensors.push_back({p.name + ".average", p.shape, averages_[i].data()});
  }
  return tensors;
}

std::size_t WeightAverage::bytes(const Network& network) {
  std::size_t bytes = 0;
  for (const Parameter* p : network.parameters()) bytes += float_bytes(p->count());
  return bytes;
}

}  // namespace canopy
