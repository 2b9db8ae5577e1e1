#include "feed/draws.h"

#include <cmath>
#include <numbers>

namespace canopy {

double Draws::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000), for shapes >= 1.
double Draws::gamma(double shape) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = normal(), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double Draws::beta(double alpha) {
  // Gamma(a) = Gamma(a + 1) U^(1/a), in logarithms because it may underflow.
  const double x = std::log(gamma(alpha + 1)) + std::log(1 - uniform()) / alpha;
  const double y = std::log(gamma(alpha + 1)) + std::log(1 - uniform()) / alpha;
  return 1 / (1 + std::exp(y - x));
}

}  // namespace canopy
