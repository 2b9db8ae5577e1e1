#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>

#include "base/error.h"
#include "base/names.h"
#include "devices/devices.h"
#include "model/network_bench.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("the gradient of the whole network equals the numerical gradient of the loss") {
  CANOPY_ON_EACH_DEVICE(device);
  Bench bench(device, small_model(0.25), options_for(false));
  bench.mean_loss();
  bench.network.backward(bench.pass(), bench.x.floats());
  std::vector<std::vector<float>> gradients;
  for (const Parameter* p : bench.network.parameters())
    gradients.push_back(p->trainable ? bench.values(p->gradient, p->count())
                                     : std::vector<float>());
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const Parameter& p = *bench.network.parameters()[i];
    if (!p.trainable) continue;
    CAPTURE(p.name);
    const std::vector<float> values = bench.values(p.value, p.count());
    double difference = 0, norm = 0;
    for (std::int64_t k = 0; k < p.count(); k += 1 + p.count() / 7) {
      const auto at = static_cast<std::size_t>(k);
      const float step = 4e-3f;
      bench.set(p.value + k, values[at] + step);
      const double up = bench.mean_loss();
      bench.set(p.value + k, values[at] - step);
      const double down = bench.mean_loss();
      bench.set(p.value + k, values[at]);
      const double slope = (up - down) / (2.0 * step);
      difference += (slope - gradients[i][at]) * (slope - gradients[i][at]);
      norm += slope * slope;
    }
    // the kinks of ReLU and max pooling and the float loss cause an error of about 1 %
    CHECK(std::sqrt(difference) <= 0.03 * std::sqrt(norm) + 2e-4);
  }
}

TEST_CASE("the fused update gives the same weights as a separate update") {
  CANOPY_ON_EACH_DEVICE(device);
  Bench fused(device, small_model(0.25), options_for(true));
  Bench plain(device, small_model(0.25), options_for(false));
  for (std::uint32_t step = 1; step <= 5; ++step) {
    for (Bench* bench : {&fused, &plain}) {
      bench->set_step(step);
      bench->mean_loss();
      bench->network.backward(bench->pass(), bench->x.floats());
      bench->network.update(bench->pass());
    }
  }
  REQUIRE(fused.network.parameters().size() == plain.network.parameters().size());
  for (std::size_t i = 0; i < fused.network.parameters().size(); ++i) {
    const Parameter &a = *fused.network.parameters()[i], &b = *plain.network.parameters()[i];
    CAPTURE(a.name);
    CHECK(a.name == b.name);
    CHECK(canopy::test::relative_error(fused.values(a.value, a.count()),
                                       canopy::test::as_double(plain.values(b.value, b.count()))) <
          1e-5);
  }
}

TEST_CASE("training fits a separable batch, and inference with running statistics agrees") {
  CANOPY_ON_EACH_DEVICE(device);
  Bench bench(device, small_model(), options_for(true, 8));
  const double before = bench.mean_loss();
  for (std::uint32_t step = 1; step <= 120; ++step) {
    bench.set_step(step, 0.02);
    bench.mean_loss();
    bench.network.backward(bench.pass(), bench.x.floats());
    bench.network.update(bench.pass());
  }
  CHECK(bench.mean_loss() < 0.2 * before);
  const std::vector<float> trained =
      bench.values(bench.network.forward(bench.pass(), true, bench.x.floats()), bench.n);
  const std::vector<float> inferred =
      bench.values(bench.network.forward(bench.pass(), false, bench.x.floats()), bench.n);
  for (int i = 0; i < bench.n; ++i) CHECK(trained[i] * inferred[i] > 0);
}

TEST_CASE("initial weights are Glorot-uniform and depend only on the seed") {
  CANOPY_ON_EACH_DEVICE(device);
  NetworkOptions options = options_for(true);
  Bench a(device, small_model(), options), b(device, small_model(), options);
  options.seed = 4;
  Bench c(device, small_model(), options);
  const auto first = [](Bench& bench) {
    const Parameter& p = *bench.network.parameters().front();
    return bench.values(p.value, p.count());
  };
  CHECK(first(a) == first(b));
  CHECK(first(a) != first(c));
  const double limit = std::sqrt(6.0 / (9 + 27));
  double largest = 0;
  for (float value : first(a)) largest = std::max(largest, std::fabs(static_cast<double>(value)));
  CHECK(largest <= limit);
  CHECK(largest > 0.7 * limit);
}

TEST_CASE("the reference network has 770,482,865 parameters") {
  const auto backend = open_device("auto");
  LayerConfig conv = layer(LayerKind::conv2d);
  conv.activation = Activation::relu;
  LayerConfig dense = layer(LayerKind::dense);
  dense.units = 128;
  NetworkOptions options;
  options.max_items = 1;
  const Network network(*backend, {{conv, conv, layer(LayerKind::flatten), dense}}, {1491, 257, 1},
                        options);
  CHECK(network.parameter_count() == 770482865);
  options.training = true;
  options.max_items = 5604;  // the largest batch that the ops support
  try {
    const Network too_large(*backend, {{conv, conv, layer(LayerKind::flatten), dense}},
                            {1491, 257, 1}, options);
    FAIL("hundreds of gigabytes were allocated");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::device);
    CHECK(std::string(error.what()).find("needs ") != std::string::npos);
  }
}

TEST_CASE("a layer that does not fit its input is an error with its pointer") {
  const auto backend = open_device("auto");
  LayerConfig pool = layer(LayerKind::max_pool);
  pool.size = {9, 9};
  try {
    const Network network(*backend, {{layer(LayerKind::conv2d), pool, pool}}, {14, 14, 1}, {});
    FAIL("it was made");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    CHECK(std::string(error.what()).find("/model/layers/2: ") == 0);
  }
}

TEST_CASE("every layer type of the config has a maker") {
  const auto backend = open_device("auto");
  for (const std::string& name : names(layer_name)) {
    CAPTURE(name);
    const LayerConfig made = layer(*value_named(layer_name, name));
    const Network network(*backend, {{made}}, {14, 11, 1}, {});
    CHECK(network.summary().find('\n' + name + " -> ") != std::string::npos);
  }
}
