// The keys of the section model: one list for each kind of layer.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {

Fields model_fields(ModelConfig& c) {
  return {
      {"layers", LayersField{&c.layers},
       "Layers from the features to the output layer, which is added automatically and must not be "
       "listed.",
       "", true},
  };
}

const std::vector<std::string>& layer_words() {
  static const std::vector<std::string> words = {"conv2d",   "batch_norm",   "activation",
                                                 "max_pool", "average_pool", "global_average_pool",
                                                 "flatten",  "dense",        "dropout"};
  return words;
}

const std::string& layer_doc(LayerKind kind) {
  static const std::vector<std::string> docs = {
      "2-D convolution over time and frequency, then bias and activation.",
      "Batch normalisation of each channel, then activation.",
      "Activation function.",
      "Max pooling.",
      "Average pooling.",
      "Global average pooling: the mean of each channel.",
      "Flattens the image to a vector.",
      "Fully connected layer, then bias and activation.",
      "Dropout: sets random values to 0 during training and scales the others up."};
  return docs[static_cast<std::size_t>(kind)];
}

Fields layer_fields(LayerConfig& c) {
  constexpr std::int64_t side = 4096;
  const ChoiceField activation = choice(c.activation, activation_name);
  Fields list = {{"type", choice(c.kind, layer_words()), "Layer type.", "", true}};
  const auto add = [&list](Field field) { list.push_back(std::move(field)); };
  switch (c.kind) {
    case LayerKind::conv2d:
      add({"filters", integer(c.filters, 1, 65536), "Number of output channels.", "", true});
      add({"kernel", IntegerListField{&c.kernel, 2, 1, side},
           "Kernel size: height (time) and width (frequency)."});
      add({"strides", IntegerListField{&c.strides, 2, 1, side},
           "Strides: along the height (time) and the width (frequency)."});
      add({"padding", choice(c.padding, padding_name),
           "Padding. valid: none. same: zero-padded, so that with stride 1 the size is "
           "unchanged."});
      add({"bias", BoolField{&c.bias}, "Adds a bias to each filter."});
      add({"activation", activation, "Activation function, applied last."});
      break;
    case LayerKind::batch_norm:
      add({"activation", choice(c.activation, {"linear", "relu"}),
           "Activation function, applied last."});
      add({"momentum", share_above_0(c.momentum),
           "Weight of the new batch in the running statistics."});
      add({"epsilon", positive_number(c.epsilon), "Added to the variance."});
      break;
    case LayerKind::activation:
      add({"activation", activation, "Activation function.", "", true});
      break;
    case LayerKind::max_pool:
    case LayerKind::average_pool:
      add({"size", IntegerListField{&c.size, 2, 1, side},
           "Window size, which is also the stride: height (time) and width (frequency)."});
      break;
    case LayerKind::dense:
      add({"units", integer(c.units, 1, 1 << 24), "Number of outputs.", "", true});
      add({"bias", BoolField{&c.bias}, "Adds a bias to each unit."});
      add({"activation", activation, "Activation function, applied last."});
      break;
    case LayerKind::dropout:
      add({"rate", share_below_1(c.rate), "Fraction of the values that are set to 0."});
      break;
    case LayerKind::global_average_pool:
    case LayerKind::flatten:
      break;
  }
  return list;
}

}  // namespace canopy
