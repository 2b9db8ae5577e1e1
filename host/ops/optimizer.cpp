#include "ops/optimizer.h"

#include <cmath>
#include <stdexcept>

namespace canopy {
namespace {

bool decay(float value) {
  return value >= 0 && value < 1;
}

}  // namespace

void check_optimizer(const OptimizerParams& p) {
  if (!decay(p.beta1) || !decay(p.beta2) || !decay(p.momentum))
    throw std::invalid_argument("optimizer: beta1, beta2 and momentum must be in [0, 1)");
}

StepScalars step_scalars(const OptimizerParams& params, double learning_rate, std::uint32_t step) {
  const double root = std::sqrt(1.0 - std::pow(static_cast<double>(params.beta2), step));
  const double first = 1.0 - std::pow(static_cast<double>(params.beta1), step);
  StepScalars s;
  s.learning_rate = static_cast<float>(learning_rate);
  s.scale = static_cast<float>(learning_rate * root / first);
  s.epsilon = static_cast<float>(
      params.epsilon_form == EpsilonForm::pytorch ? params.epsilon * root : params.epsilon);
  s.step = step;
  return s;
}

}  // namespace canopy
