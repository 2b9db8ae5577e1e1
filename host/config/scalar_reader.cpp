#include "config/scalar_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace canopy {
namespace {

/// True for an integer literal (1.0 and 1e3 are not) within the bounds.
bool integer_within(const Json& json, std::int64_t min, std::int64_t max) {
  if (json.is_number_unsigned())
    return json.get<std::uint64_t>() <= static_cast<std::uint64_t>(max) &&
           json.get<std::int64_t>() >= min;
  return json.is_number_integer() && json.get<std::int64_t>() >= min &&
         json.get<std::int64_t>() <= max;
}

}  // namespace

bool is_plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

void add_mismatch(Problems& problems, const std::string& pointer, const std::string& expected,
                  const Json& got) {
  problems.add(pointer, fmt::format("expected {}, got {}", expected, shown(got)));
}

bool read_scalar(const IntegerField& f, const Json& json, const std::string& pointer,
                 Problems& problems) {
  if (!integer_within(json, f.min, f.max)) {
    // Above the maximum of int, "expected an integer >= 1, got 9999999999" would be no help.
    if (json.is_number_unsigned() &&
        json.get<std::uint64_t>() > static_cast<std::uint64_t>(f.max)) {
      add_mismatch(problems, pointer, fmt::format("an integer from {} to {}", f.min, f.max), json);
      return true;
    }
    return false;
  }
  const auto value = json.get<std::int64_t>();
  if (value % f.multiple != 0) return false;
  std::visit([&](auto* member) { *member = static_cast<std::decay_t<decltype(*member)>>(value); },
             f.member);
  return true;
}

bool read_scalar(const NumberField& f, const Json& json, const std::string&, Problems&) {
  if (!json.is_number()) return false;
  const double value = json.get<double>();
  if (!std::isfinite(value)) return false;
  if (value < f.min || (f.min_open && value == f.min)) return false;
  if (value > f.max || (f.max_open && value == f.max)) return false;
  *f.member = value;
  return true;
}

bool read_scalar(const OptionalNumberField& f, const Json& json, const std::string& pointer,
                 Problems& problems) {
  if (json.is_null()) {
    f.member->reset();
    return true;
  }
  double value = 0;
  const NumberField positive{&value, 0, std::numeric_limits<double>::infinity(), true};
  if (!read_scalar(positive, json, pointer, problems)) return false;
  *f.member = value;
  return true;
}

bool read_scalar(const BoolField& f, const Json& json, const std::string&, Problems&) {
  if (!json.is_boolean()) return false;
  *f.member = json.get<bool>();
  return true;
}

bool read_scalar(const TextField& f, const Json& json, const std::string& pointer,
                 Problems& problems) {
  if (!json.is_string()) return false;
  const auto& text = json.get_ref<const std::string&>();
  if (text.size() < f.min_length) return false;
  if (f.file_name && (text.size() > f.max_length || text == "." || text == ".." ||
                      text.find('/') != std::string::npos))
    return false;
  if (text.size() > f.max_length)
    problems.add(pointer,
                 fmt::format("expected at most {} bytes, got {}", f.max_length, text.size()));
  else if (!is_plain(text))
    add_mismatch(problems, pointer, "a string without control characters", json);
  else
    *f.member = text;
  return true;
}

bool read_scalar(const ChoiceField& f, const Json& json, const std::string&, Problems&) {
  if (!json.is_string()) return false;
  const auto word = std::find(f.words.begin(), f.words.end(), json.get_ref<const std::string&>());
  if (word == f.words.end()) return false;
  f.set(static_cast<std::size_t>(word - f.words.begin()));
  return true;
}

}  // namespace canopy
