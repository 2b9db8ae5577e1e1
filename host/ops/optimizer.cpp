#include "ops/optimizer.h"

#include <cmath>

namespace canopy {

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
