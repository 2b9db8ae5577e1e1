// What a field takes, in the words of the error messages.
#include "config/fields.h"

namespace canopy {
namespace {

std::string short_number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

struct Words {
  std::string operator()(const IntegerField& f) const {
    std::string text = "an integer " + integer_range(f.min, f.max);
    if (f.multiple != 1) text += " and a multiple of " + std::to_string(f.multiple);
    return text;
  }
  std::string operator()(const NumberField& f) const {
    std::string text = std::string("a number ") + (f.min_open ? "> " : ">= ") + short_number(f.min);
    if (f.max < std::numeric_limits<double>::infinity())
      text += std::string(" and ") + (f.max_open ? "< " : "<= ") + short_number(f.max);
    return text;
  }
  std::string operator()(const OptionalNumberField&) const { return "a number > 0 or null"; }
  std::string operator()(const BoolField&) const { return "true or false"; }
  std::string operator()(const TextField& f) const {
    if (f.file_name)
      return "a name without / and not . or .., of at most " + std::to_string(f.max_length) +
             " bytes";
    return f.min_length > 0 ? "a string that is not empty" : "a string";
  }
  std::string operator()(const ChoiceField& f) const {
    std::string text;
    for (const std::string& word : f.words) text += (text.empty() ? "" : ", ") + ('"' + word + '"');
    return "one of " + text;
  }
  std::string operator()(const TextListField& f) const {
    if (f.words.empty()) return "a list of strings";
    std::string text;
    for (const std::string& word : f.words) text += (text.empty() ? "" : ", ") + ('"' + word + '"');
    return "a list of some of " + text;
  }
  std::string operator()(const IntegerListField& f) const {
    return "a list of " + std::to_string(f.count) + " integers " + integer_range(f.min, f.max);
  }
  std::string operator()(const ClassesField&) const { return "an object of class name and folder"; }
  std::string operator()(const MonoField&) const {
    return "\"first\", \"mean\" or {\"channel\": number}";
  }
  std::string operator()(const LayersField&) const { return "a list of at least one layer"; }
  std::string operator()(const SectionField&) const { return "an object"; }
  std::string operator()(const OptionalField&) const { return "an object or null"; }
};

}  // namespace

std::string integer_range(std::int64_t min, std::int64_t max) {
  // The bound of int itself is worth no words.
  if (max == std::numeric_limits<int>::max()) return ">= " + std::to_string(min);
  return std::to_string(min) + " to " + std::to_string(max);
}

std::string expectation(const Field& field) {
  return std::visit(Words{}, field.value);
}

}  // namespace canopy
