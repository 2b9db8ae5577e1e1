// The makers of the layers, one per file. They are called through the table in make_layer.cpp.
#pragma once

#include <memory>

#include "model/layer.h"
#include "ops/tensor.h"

namespace canopy {

std::unique_ptr<Layer> make_conv2d_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_batch_norm_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_norm_act_pool_layer(const LayerContext&, const LayerConfig& norm,
                                                const LayerConfig& pool);
std::unique_ptr<Layer> make_activation_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_pool_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_global_pool_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_flatten_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_dense_layer(const LayerContext&, const LayerConfig&);
std::unique_ptr<Layer> make_dropout_layer(const LayerContext&, const LayerConfig&);

// Helpers that they share.

/// "layers.3.kernel"
std::string parameter_name(const LayerContext& context, const char* what);
/// Throws Error(config) "/model/layers/3: what (its input is 14 x 11 x 1)".
[[noreturn]] void throw_layer_error(const LayerContext& context, const std::string& what);

}  // namespace canopy
