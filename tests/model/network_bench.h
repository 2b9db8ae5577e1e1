// A small network with its loss and a batch, on a device.
#pragma once

#include <vector>

#include "model/network.h"
#include "ops/loss.h"
#include "support/device_test.h"

namespace canopy::test {

inline LayerConfig layer(LayerKind kind) {
  LayerConfig config;
  config.kind = kind;
  return config;
}

/// conv - BN - ReLU - max pool - conv - average pool - flatten - dropout - dense, with few weights.
inline ModelConfig small_model(double dropout = 0) {
  LayerConfig conv = layer(LayerKind::conv2d);
  conv.filters = 3;
  conv.padding = Padding::same;
  conv.bias = false;
  LayerConfig norm = layer(LayerKind::batch_norm);
  norm.activation = Activation::relu;
  LayerConfig last = layer(LayerKind::conv2d);
  last.filters = 5;
  last.activation = Activation::tanh;
  LayerConfig dense = layer(LayerKind::dense);
  dense.units = 7;
  dense.activation = Activation::sigmoid;
  LayerConfig drop = layer(LayerKind::dropout);
  drop.rate = dropout;
  return {{conv, norm, layer(LayerKind::max_pool), last, layer(LayerKind::average_pool),
           layer(LayerKind::flatten), drop, dense}};
}

/// A network, its loss and one batch of random images.
struct Bench {
  Bench(TestDevice& on, const ModelConfig& model, NetworkOptions options)
      : device(on), network(*on.backend, model, image, options) {
    network.initialise(*device.stream);
    LossParams params;
    params.max_items = options.max_items;
    loss = device.backend->make_loss(params);
    n = options.max_items;
    x = device.put(random_floats(image.size() * n, 5));
    std::vector<std::int32_t> classes;
    for (int i = 0; i < n; ++i) classes.push_back(i % 2);
    labels = device.put(classes);
    probabilities = device.make(n);
    losses = device.make(n);
    scalars = device.backend->allocate(sizeof(StepScalars));
    set_step(1);
  }
  void set_step(std::uint32_t step, double rate = 0.01) {
    const StepScalars s = step_scalars(network.options().optimizer, rate, step);
    device.backend->upload(*device.stream, scalars.data(), &s, sizeof s);
    device.stream->synchronize();
  }
  Pass pass() { return {*device.stream, n, scalars.as<StepScalars>()}; }
  double mean_loss() {
    const float* logits = network.forward(pass(), true, x.floats());
    loss->run(*device.stream, n,
              {logits, labels.as<std::int32_t>(), nullptr, probabilities.floats(), losses.floats(),
               network.dlogits()});
    double total = 0;
    for (float value : device.get(losses, n)) total += value;
    return total / n;
  }
  std::vector<float> values(const float* data, std::int64_t count) {
    std::vector<float> host(static_cast<std::size_t>(count));
    device.backend->download(*device.stream, host.data(), data, float_bytes(count));
    device.stream->synchronize();
    return host;
  }
  void set(float* at, float value) {
    device.backend->upload(*device.stream, at, &value, sizeof value);
    device.stream->synchronize();
  }

  TestDevice& device;
  Image image{14, 11, 1};
  Network network;
  std::unique_ptr<Loss> loss;
  int n = 0;
  Buffer x, labels, probabilities, losses, scalars;
};

inline NetworkOptions options_for(bool fused, int max_items = 4) {
  NetworkOptions options;
  options.max_items = max_items;
  options.training = true;
  options.fused_update = fused;
  options.seed = 3;
  return options;
}

}  // namespace canopy::test
