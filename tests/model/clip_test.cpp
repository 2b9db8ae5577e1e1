// Gradient clipping over the whole network, against plain sums in double precision, and the fused
// update of dense layers against the separate one.
#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "model/network_bench.h"
#include "support/reference_images.h"

using namespace canopy;
using namespace canopy::test;

namespace {

NetworkOptions clip_options(bool fused, double clip_norm, OptimizerKind kind) {
  NetworkOptions options = options_for(fused);
  options.clip_norm = clip_norm;
  options.optimizer.kind = kind;
  return options;
}

/// Convolutions right before a dense layer, as in the Z by HP network: the input gradient of the
/// convolution must not overwrite the input of the dense layer, which update() reads again.
ModelConfig bare_model() {
  LayerConfig conv = layer(LayerKind::conv2d);
  conv.filters = 3;
  conv.activation = Activation::tanh;
  LayerConfig wide = layer(LayerKind::conv2d);
  wide.filters = 16;
  LayerConfig dense = layer(LayerKind::dense);
  dense.units = 7;
  dense.activation = Activation::tanh;
  return {{conv, wide, layer(LayerKind::flatten), dense, dense}};
}

std::vector<std::vector<float>> values_of(Bench& bench) {
  std::vector<std::vector<float>> all;
  for (const Parameter* p : bench.network.parameters())
    all.push_back(bench.values(p->value, p->count()));
  return all;
}

void step(Bench& bench, std::uint32_t number) {
  bench.set_step(number, 0.05);
  bench.mean_loss();
  bench.network.backward(bench.pass(), bench.x.floats());
  bench.network.update(bench.pass());
}

}  // namespace

TEST_CASE("a clipped step is the gradient times clip / (norm + 1e-6)") {
  CANOPY_ON_EACH_DEVICE(device);
  const bool fused = GENERATE(false, true);
  const double share = GENERATE(0.1, 0.9, 3.0);  // of the norm, to clip to
  CAPTURE(fused, share);
  for (const ModelConfig& model : {small_model(0.25), bare_model()}) {
    Bench plain(device, model, clip_options(false, 0, OptimizerKind::sgd));
    plain.set_step(1, 0.05);
    plain.mean_loss();
    plain.network.backward(plain.pass(), plain.x.floats());
    std::vector<std::vector<float>> gradients;
    double square = 0;
    for (const Parameter* p : plain.network.parameters()) {
      gradients.push_back(p->trainable ? plain.values(p->gradient, p->count())
                                       : std::vector<float>());
      for (float g : gradients.back()) square += static_cast<double>(g) * static_cast<double>(g);
    }
    const double norm = std::sqrt(square), clip = share * norm;
    const double scale = norm > clip ? clip / (norm + 1e-6) : 1;

    Bench clipped(device, model, clip_options(fused, clip, OptimizerKind::sgd));
    const auto before = values_of(clipped);
    step(clipped, 1);
    const auto after = values_of(clipped);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (gradients[i].empty()) continue;
      CAPTURE(clipped.network.parameters()[i]->name);
      Doubles want;
      for (std::size_t k = 0; k < gradients[i].size(); ++k)
        want.push_back(static_cast<double>(before[i][k]) -
                       0.05 * scale * static_cast<double>(gradients[i][k]));
      CHECK(relative_error(after[i], want) < 1e-6);
      CHECK(after[i] != before[i]);
    }
  }
}

TEST_CASE("clipping gives the same weights whether dense gradients are stored or not") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const ModelConfig& model : {small_model(0.25), bare_model()}) {
    Bench fused(device, model, clip_options(true, 0.05, OptimizerKind::adam));
    Bench stored(device, model, clip_options(false, 0.05, OptimizerKind::adam));
    Bench free(device, model, clip_options(false, 0, OptimizerKind::adam));
    for (std::uint32_t number = 1; number <= 5; ++number)
      for (Bench* bench : {&fused, &stored, &free}) step(*bench, number);
    const auto of_fused = values_of(fused), of_stored = values_of(stored),
               of_free = values_of(free);
    for (std::size_t i = 0; i < of_fused.size(); ++i) {
      CAPTURE(fused.network.parameters()[i]->name);
      CHECK(relative_error(of_fused[i], as_double(of_stored[i])) < 1e-5);
    }
    CHECK(of_free != of_stored);
  }
}

TEST_CASE("clipping at a norm that is never reached does not change the weights by a bit") {
  CANOPY_ON_EACH_DEVICE(device);
  Bench clipped(device, small_model(), clip_options(false, 1e9, OptimizerKind::adam));
  Bench free(device, small_model(), clip_options(false, 0, OptimizerKind::adam));
  for (std::uint32_t number = 1; number <= 3; ++number)
    for (Bench* bench : {&clipped, &free}) step(*bench, number);
  CHECK(values_of(clipped) == values_of(free));
}
