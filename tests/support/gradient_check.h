// Finite differences for checking analytic gradients.
#pragma once

#include <cstddef>
#include <vector>

namespace canopy::test {

/// The gradient of loss(x) by central differences; `loss` must be smooth within `step` of each
/// value of x.
template <class Loss>
std::vector<double> finite_differences(std::vector<double> x, const Loss& loss,
                                       double step = 1e-5) {
  std::vector<double> gradient(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double here = x[i];
    x[i] = here + step;
    const double above = loss(x);
    x[i] = here - step;
    gradient[i] = (above - loss(x)) / (2 * step);
    x[i] = here;
  }
  return gradient;
}

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace canopy::test
