// The keys of the section model: one list for each kind of layer.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {

Fields model_fields(ModelConfig& c) {
  return {
      {"layers", LayersField{&c.layers},
       "from the spectrogram on; the output layer follows from the classes and is not listed", "",
       true},
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
      "convolution over time and frequency, then bias and activation",
      "normalises each channel over the batch, then activation",
      "an activation on its own",
      "the largest value of each window",
      "the mean of each window",
      "the mean of each channel",
      "makes one row of the image",
      "every output from every input, then bias and activation",
      "drops values at random while training"};
  return docs[static_cast<std::size_t>(kind)];
}

Fields layer_fields(LayerConfig& c) {
  constexpr std::int64_t side = 4096;
  const ChoiceField activation = choice(c.activation, activation_name);
  Fields list = {{"type", choice(c.kind, layer_words()), "kind of the layer", "", true}};
  const auto add = [&list](Field field) { list.push_back(std::move(field)); };
  switch (c.kind) {
    case LayerKind::conv2d:
      add({"filters", integer(c.filters, 1, 65536), "channels of the output", "", true});
      add({"kernel", IntegerListField{&c.kernel, 2, 1, side}, "height (time) and width"});
      add({"strides", IntegerListField{&c.strides, 2, 1, side}, "height (time) and width"});
      add({"padding", choice(c.padding, padding_name),
           "valid: only where the kernel fits; same: zeros around, so that stride 1 keeps the "
           "size"});
      add({"bias", BoolField{&c.bias}, "adds a number a filter"});
      add({"activation", activation, "applied last"});
      break;
    case LayerKind::batch_norm:
      add({"activation", choice(c.activation, {"linear", "relu"}), "applied last"});
      add({"momentum", share_above_0(c.momentum), "weight of the new batch in the running mean"});
      add({"epsilon", positive_number(c.epsilon), "added to the variance"});
      break;
    case LayerKind::activation:
      add({"activation", activation, "which one", "", true});
      break;
    case LayerKind::max_pool:
    case LayerKind::average_pool:
      add({"size", IntegerListField{&c.size, 2, 1, side},
           "height (time) and width of the window, which is the stride as well"});
      break;
    case LayerKind::dense:
      add({"units", integer(c.units, 1, 1 << 24), "outputs", "", true});
      add({"bias", BoolField{&c.bias}, "adds a number a unit"});
      add({"activation", activation, "applied last"});
      break;
    case LayerKind::dropout:
      add({"rate", share_below_1(c.rate), "share of the values that is dropped"});
      break;
    case LayerKind::global_average_pool:
    case LayerKind::flatten:
      break;
  }
  return list;
}

}  // namespace canopy
