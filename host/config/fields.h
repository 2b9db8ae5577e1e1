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

/// An integer in min .. max that is a multiple of `multiple`.
struct IntegerField {
  std::variant<int*, std::uint32_t*> member;
  std::int64_t min, max;
  std::int64_t multiple = 1;
};

/// A finite number in a range, whose bounds may be open.
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

/// One of `words`, listed in the order of the enum's values.
struct ChoiceField {
  std::vector<std::string> words;
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};

/// A list of non-empty strings; the list may be empty. With `words`: each is one of these and is
/// listed at most once.
struct TextListField {
  std::vector<std::string>* member;
  std::vector<std::string> words = {};
};

/// Exactly `count` integers in min .. max.
struct IntegerListField {
  std::vector<int>* member;
  std::size_t count;
  std::int64_t min, max;
};

/// {"class name": "folder", ...}; the order is kept.
struct ClassesField {
  std::vector<ClassFolder>* member;
};

/// "first", "mean" or {"channel": 1}.
struct MonoField {
  MonoMode* member;
};

/// [{"type": "conv2d", ...}, ...]: the type decides which other keys a layer has (layer_fields).
struct LayersField {
  std::vector<LayerConfig>* member;
};

/// A nested object that may be absent: each of its keys has its own default.
struct SectionField {
  Fields fields;
};

/// A nested object that is off when it is absent or null.
struct OptionalField {
  std::function<bool()> on;
  std::function<Fields()> make;  // switches it on; values that it already has are kept
  std::function<void()> clear;
};

struct Field {
  std::string name;
  std::variant<IntegerField, NumberField, OptionalNumberField, BoolField, TextField, ChoiceField,
               TextListField, IntegerListField, ClassesField, MonoField, LayersField, SectionField,
               OptionalField>
      value;
  std::string doc = "";   // full sentences, one line
  std::string unit = "";  // "Hz", "s", "samples"; empty for none
  bool required = false;
};

/// The keys of a whole config. They point into `config`, which must outlive them.
Fields config_fields(Config& config);

/// The keys of a layer of kind layer.kind, "type" first.
Fields layer_fields(LayerConfig& layer);

/// The keys of the object form of mono.
Fields mono_fields(MonoMode& mono);

/// The values that the field accepts, as in "expected an integer >= 1" without the "expected".
std::string expectation(const Field& field);
std::string integer_range(std::int64_t min, std::int64_t max);

/// The field's sentences with its unit: "Hop between successive windows. Unit: s."
std::string description(const Field& field);

}  // namespace canopy
