// JSON -> the member of a field that holds one value.
#pragma once

#include <string>

#include "config/fields.h"
#include "config/json_text.h"
#include "config/problems.h"

namespace canopy {

// Each read_scalar() returns false, and leaves the member as it was, when `json` is not what the
// field accepts; the caller reports that with expectation(). A problem that needs other words is
// added to `problems`, and the result is true.

bool read_scalar(const IntegerField&, const Json&, const std::string& pointer, Problems&);
bool read_scalar(const NumberField&, const Json&, const std::string& pointer, Problems&);
bool read_scalar(const OptionalNumberField&, const Json&, const std::string& pointer, Problems&);
bool read_scalar(const BoolField&, const Json&, const std::string& pointer, Problems&);
bool read_scalar(const TextField&, const Json&, const std::string& pointer, Problems&);
bool read_scalar(const ChoiceField&, const Json&, const std::string& pointer, Problems&);

/// True for text without control characters.
bool is_plain(const std::string& text);

/// Adds "expected `expected`, got `got`".
void add_mismatch(Problems& problems, const std::string& pointer, const std::string& expected,
                  const Json& got);

}  // namespace canopy
