#include "bench/models.h"

#include "base/error.h"

namespace canopy::bench {
namespace {

LayerConfig layer(LayerKind kind) {
  LayerConfig config;
  config.kind = kind;
  return config;
}

void seed_layers(Config& config) {
  LayerConfig conv = layer(LayerKind::conv2d);
  conv.filters = 16;
  conv.activation = Activation::relu;
  LayerConfig dense = layer(LayerKind::dense);
  dense.units = 128;
  dense.activation = Activation::relu;
  config.model.layers = {conv, conv, layer(LayerKind::flatten), dense};
}

void compact_layers(Config& config) {
  config.features.stft = {400, 160, 512};
  config.features.mel = MelConfig();
  config.features.scale = FeatureScale::log;
  for (int filters : {16, 32, 64, 128}) {
    LayerConfig conv = layer(LayerKind::conv2d);
    conv.filters = filters;
    conv.padding = Padding::same;
    conv.bias = false;
    LayerConfig norm = layer(LayerKind::batch_norm);
    norm.activation = Activation::relu;
    for (const LayerConfig& l : {conv, norm, layer(LayerKind::max_pool)})
      config.model.layers.push_back(l);
  }
  config.model.layers.push_back(layer(LayerKind::global_average_pool));
}

}  // namespace

Config benchmark_config(const std::string& model, int clip_samples) {
  Config config;
  config.features.clip_samples = clip_samples;
  if (model == "seed")
    seed_layers(config);
  else if (model == "compact")
    compact_layers(config);
  else
    throw Error(ErrorKind::usage, "--model: must be seed or compact, not " + model);
  // A tiny rate: the data are noise, and training on noise must not make the loss infinite.
  config.train.optimizer.learning_rate = 1e-7;
  return config;
}

}  // namespace canopy::bench
