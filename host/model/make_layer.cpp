// The one table of layers: a new layer is a file with its maker, a LayerKind and a line here.
#include <array>

#include "base/error.h"
#include "model/layers.h"

namespace canopy {
namespace {

struct Entry {
  LayerKind kind;
  std::unique_ptr<Layer> (*make)(const LayerContext&, const LayerConfig&);
};

constexpr std::array table = {
    Entry{LayerKind::conv2d, make_conv2d_layer},
    Entry{LayerKind::batch_norm, make_batch_norm_layer},
    Entry{LayerKind::activation, make_activation_layer},
    Entry{LayerKind::max_pool, make_pool_layer},
    Entry{LayerKind::average_pool, make_pool_layer},
    Entry{LayerKind::global_average_pool, make_global_pool_layer},
    Entry{LayerKind::flatten, make_flatten_layer},
    Entry{LayerKind::dense, make_dense_layer},
    Entry{LayerKind::dropout, make_dropout_layer},
};

/// batch_norm with ReLU followed by a max_pool is one op that never stores the normalised image.
bool fuses(const LayerContext& context, const LayerConfig& norm, const LayerConfig& pool) {
  return norm.kind == LayerKind::batch_norm && norm.activation == Activation::relu &&
         pool.kind == LayerKind::max_pool && context.input.height >= pool.size[0] &&
         context.input.width >= pool.size[1];
}

}  // namespace

std::unique_ptr<Layer> make_layer(const LayerContext& context,
                                  const std::vector<LayerConfig>& layers, int& taken) {
  const auto at = static_cast<std::size_t>(context.index);
  const LayerConfig& config = layers.at(at);
  taken = 1;
  if (at + 1 < layers.size() && fuses(context, config, layers[at + 1])) {
    taken = 2;
    return make_norm_act_pool_layer(context, config, layers[at + 1]);
  }
  for (const Entry& entry : table)
    if (entry.kind == config.kind) return entry.make(context, config);
  refuse_layer(context, "this kind of layer has no maker");
}

std::string parameter_name(const LayerContext& context, const char* what) {
  return "layers." + std::to_string(context.index) + "." + what;
}

void refuse_layer(const LayerContext& context, const std::string& what) {
  throw Error(ErrorKind::config, "/model/layers/" + std::to_string(context.index) + ": " + what +
                                     " (its input is " + std::to_string(context.input.height) +
                                     " x " + std::to_string(context.input.width) + " x " +
                                     std::to_string(context.input.channels) + ")");
}

}  // namespace canopy
