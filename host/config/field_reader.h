// JSON -> the members that a list of fields describes.
#pragma once

#include "config/fields.h"
#include "config/json_text.h"
#include "config/problems.h"

namespace canopy {

/// Reads a whole document. Every value that is wrong or missing and every unknown key is added to
/// `problems`; the members that a wrong value would fill are then unspecified.
void read_fields(const Fields& fields, const Json& document, Problems& problems);

}  // namespace canopy
