// What a field accepts and means, in words.
#include "config/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace canopy {
namespace {

/// "a", "b", "c"
std::string quoted_list(const std::vector<std::string>& words) {
  return fmt::format("\"{}\"", fmt::join(words, "\", \""));
}

struct Words {
  std::string operator()(const IntegerField& f) const {
    const std::string text = "an integer " + integer_range(f.min, f.max);
    return f.multiple == 1 ? text : fmt::format("{} and a multiple of {}", text, f.multiple);
  }
  std::string operator()(const NumberField& f) const {
    const std::string text = fmt::format("a number {} {:g}", f.min_open ? ">" : ">=", f.min);
    if (f.max == std::numeric_limits<double>::infinity()) return text;
    return fmt::format("{} and {} {:g}", text, f.max_open ? "<" : "<=", f.max);
  }
  std::string operator()(const OptionalNumberField&) const { return "a number > 0 or null"; }
  std::string operator()(const BoolField&) const { return "true or false"; }
  std::string operator()(const TextField& f) const {
    if (f.file_name)
      return fmt::format("a name of 1 to {} bytes without /, and not . or ..", f.max_length);
    return f.min_length > 0 ? "a string that is not empty" : "a string";
  }
  std::string operator()(const ChoiceField& f) const { return "one of " + quoted_list(f.words); }
  std::string operator()(const TextListField& f) const {
    return f.words.empty() ? "a list of strings" : "a list of any of " + quoted_list(f.words);
  }
  std::string operator()(const IntegerListField& f) const {
    return fmt::format("a list of {} integers {}", f.count, integer_range(f.min, f.max));
  }
  std::string operator()(const ClassesField&) const {
    return "an object of class names and folders";
  }
  std::string operator()(const MonoField&) const {
    return "\"first\", \"mean\" or {\"channel\": number}";
  }
  std::string operator()(const LayersField&) const { return "a list of at least one layer"; }
  std::string operator()(const SectionField&) const { return "an object"; }
  std::string operator()(const OptionalField&) const { return "an object or null"; }
};

}  // namespace

std::string integer_range(std::int64_t min, std::int64_t max) {
  // The maximum of int means "no maximum".
  if (max == std::numeric_limits<int>::max()) return fmt::format(">= {}", min);
  return fmt::format("from {} to {}", min, max);
}

std::string expectation(const Field& field) {
  return std::visit(Words{}, field.value);
}

std::string description(const Field& field) {
  return field.unit.empty() ? field.doc : fmt::format("{} Unit: {}.", field.doc, field.unit);
}

}  // namespace canopy
