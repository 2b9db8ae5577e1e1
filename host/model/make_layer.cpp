// The table of layers. To add one:
//   model/<name>_layer.cpp     the layer and its maker
//   model/layers.h             the declaration of the maker
//   model/make_layer.cpp       its row below
//   config/layer_config.h      its LayerKind, and its settings where LayerConfig has none like them
//   config/layer_types.cpp     its row, in the order of LayerKind: name, description, keys
//   tests/config/bad_values.json  its name, where the types are listed
// Then run build/cpu/bin/canopy_write_schema in the repository root. Everything else follows from
// the two tables. A layer that needs a new op: see ops/backend.h.
#include <array>
#include <stdexcept>

#include <fmt/format.h>

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

/// Whether batch_norm with ReLU and the max_pool after it become one op, which never stores the
/// normalised image.
bool fuses(const LayerContext& context, const LayerConfig& norm, const LayerConfig& pool) {
  return norm.kind == LayerKind::batch_norm && norm.activation == Activation::relu &&
         pool.kind == LayerKind::max_pool && context.input.height >= pool.size[0] &&
         context.input.width >= pool.size[1];
}

}  // namespace

std::unique_ptr<Layer> make_layer(const LayerContext& context,
                                  const std::vector<LayerConfig>& layers, int& fused) {
  const auto at = static_cast<std::size_t>(context.index);
  const LayerConfig& config = layers.at(at);
  fused = 1;
  if (at + 1 < layers.size() && fuses(context, config, layers[at + 1])) {
    fused = 2;
    return make_norm_act_pool_layer(context, config, layers[at + 1]);
  }
  for (const Entry& entry : table)
    if (entry.kind == config.kind) return entry.make(context, config);
  throw std::logic_error(fmt::format("no maker for layer type {}", layer_name(config.kind)));
}

std::string parameter_name(const LayerContext& context, const char* what) {
  return fmt::format("layers.{}.{}", context.index, what);
}

void throw_layer_error(const LayerContext& context, const std::string& what) {
  const Image& input = context.input;
  throw Error(ErrorKind::config,
              fmt::format("/model/layers/{}: {} (its input is {} x {} x {})", context.index, what,
                          input.height, input.width, input.channels));
}

}  // namespace canopy
