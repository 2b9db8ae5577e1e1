// The one description of a config: each key with its type, range, meaning and the struct member it
// fills. The reader, the writer, the JSON Schema and the reference all walk these lists. A new
// setting is a member in config.h and a line in the *_fields.cpp of its section.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "config/config.h"

namespace canopy {

struct Field;
using Fields = std::vector<Field>;

/// A whole number in min .. max and a multiple of `multiple`.
struct IntegerField {
  std::variant<int*, std::uint32_t*> member;
  std::int64_t min, max;
  std::int64_t multiple = 1;
};

/// A finite number between two bounds, each part of the range or not.
struct NumberField {
  double* member;
  double min, max;  // max: infinity for none
  bool min_open = false, max_open = false;
};

/// A finite number above 0, or null for none.
struct OptionalNumberField {
  std::optional<double>* member;
};

struct BoolField {
  bool* member;
};

/// Text without control characters.
struct TextField {
  std::string* member;
  std::size_t min_length = 0, max_length = 4096;
  bool file_name = false;  // a single path component
};

/// One of `words`, which stand in the order of the enum's values.
struct ChoiceField {
  std::vector<std::string> words;
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};

/// A list of texts, none of them empty; the list may be. With `words`: of these, each once at most.
struct TextListField {
  std::vector<std::string>* member;
  std::vector<std::string> words = {};
};

/// Exactly `count` whole numbers in min .. max.
struct IntegerListField {
  std::vector<int>* member;
  std::size_t count;
  std::int64_t min, max;
};

/// {"class name": "folder", ...}, in order.
struct ClassesField {
  std::vector<ClassFolder>* member;
};

/// "first", "mean" or {"channel": 1}.
struct MonoField {
  MonoMode* member;
};

/// [{"type": "conv2d", ...}, ...]: a kind of layer decides which keys it has (layer_fields).
struct LayersField {
  std::vector<LayerConfig>* member;
};

/// A nested object with a default for everything.
struct SectionField {
  Fields fields;
};

/// A nested object that is off when it is absent or null.
struct OptionalField {
  std::function<bool()> on;
  std::function<Fields()> make;  // switches it on; what it already holds stays
  std::function<void()> clear;
};

struct Field {
  std::string name;
  std::variant<IntegerField, NumberField, OptionalNumberField, BoolField, TextField, ChoiceField,
               TextListField, IntegerListField, ClassesField, MonoField, LayersField, SectionField,
               OptionalField>
      value;
  std::string doc = "";   // one line
  std::string unit = "";  // "Hz", "s", "samples"; empty for none
  bool required = false;
};

/// The keys of a whole config, filling `config`, which must outlive them.
Fields config_fields(Config& config);

/// The keys of a layer of kind layer.kind, "type" first.
Fields layer_fields(LayerConfig& layer);
/// The words of "type", in the order of LayerKind, and what each layer does.
const std::vector<std::string>& layer_words();
const std::string& layer_doc(LayerKind kind);

/// The keys of mono's object form.
Fields mono_fields(MonoMode& mono);

/// "expected an integer >= 1" without its "expected": what the field takes, in words.
std::string expectation(const Field& field);
std::string integer_range(std::int64_t min, std::int64_t max);

}  // namespace canopy
