// The one table of layer types in a config. What makes the layers is in model/make_layer.cpp.
#include "config/layer_types.h"

#include <iterator>

#include "config/field_makers.h"

namespace canopy {
namespace {

constexpr std::int64_t max_side = 4096;  // of a kernel or window

Field activation_field(LayerConfig& c) {
  return {"activation", choice(c.activation, activation_name),
          "Activation function, applied last."};
}

Fields conv2d_fields(LayerConfig& c) {
  return {
      {"filters", integer(c.filters, 1, 65536), "Number of output channels.", "", true},
      {"kernel", IntegerListField{&c.kernel, 2, 1, max_side},
       "Kernel size: height (time) and width (frequency)."},
      {"strides", IntegerListField{&c.strides, 2, 1, max_side},
       "Strides along the height (time) and the width (frequency)."},
      {"padding", choice(c.padding, padding_name),
       "Padding. valid: none. same: zero-padded, so that with stride 1 the size is unchanged."},
      {"bias", BoolField{&c.bias}, "Adds a bias to each filter."},
      activation_field(c),
  };
}

Fields batch_norm_fields(LayerConfig& c) {
  return {
      {"activation", choice(c.activation, {"linear", "relu"}),
       "Activation function, applied last."},
      {"momentum", share_above_0(c.momentum), "Weight of the new batch in the running statistics."},
      {"epsilon", positive_number(c.epsilon), "Added to the variance."},
  };
}

Fields activation_fields(LayerConfig& c) {
  return {{"activation", choice(c.activation, activation_name), "Activation function.", "", true}};
}

Fields pool_fields(LayerConfig& c) {
  return {{"size", IntegerListField{&c.size, 2, 1, max_side},
           "Window size, which is also the stride: height (time) and width (frequency)."}};
}

Fields dense_fields(LayerConfig& c) {
  return {
      {"units", integer(c.units, 1, 1 << 24), "Number of outputs.", "", true},
      {"bias", BoolField{&c.bias}, "Adds a bias to each unit."},
      activation_field(c),
  };
}

Fields dropout_fields(LayerConfig& c) {
  return {{"rate", share_below_1(c.rate), "Fraction of the values that are set to 0."}};
}

Fields no_fields(LayerConfig&) {
  return {};
}

constexpr LayerType table[] = {
    {LayerKind::conv2d, "conv2d",
     "2-D convolution over time and frequency, then bias and activation.", conv2d_fields},
    {LayerKind::batch_norm, "batch_norm", "Batch normalisation of each channel, then activation.",
     batch_norm_fields},
    {LayerKind::activation, "activation", "Activation function.", activation_fields},
    {LayerKind::max_pool, "max_pool", "Max pooling.", pool_fields},
    {LayerKind::average_pool, "average_pool", "Average pooling.", pool_fields},
    {LayerKind::global_average_pool, "global_average_pool",
     "Global average pooling: the mean of each channel.", no_fields},
    {LayerKind::flatten, "flatten", "Flattens the image to a vector.", no_fields},
    {LayerKind::dense, "dense", "Fully connected layer, then bias and activation.", dense_fields},
    {LayerKind::dropout, "dropout",
     "Dropout: sets random values to 0 during training and scales the others up.", dropout_fields},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (table[i].kind != static_cast<LayerKind>(i)) return false;
  return true;
}
static_assert(in_order(), "the rows must be in the order of LayerKind");

}  // namespace

std::span<const LayerType> layer_types() {
  return table;
}

const char* layer_name(LayerKind kind) {
  const auto row = static_cast<std::size_t>(kind);
  return row < std::size(table) ? table[row].name : nullptr;
}

Fields layer_fields(LayerConfig& layer) {
  Fields fields = table[static_cast<std::size_t>(layer.kind)].fields(layer);
  fields.insert(fields.begin(),
                Field{"type", choice(layer.kind, layer_name), "Layer type.", "", true});
  return fields;
}

}  // namespace canopy
