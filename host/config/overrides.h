// --set /pointer=value, applied to the tree before it is read.
#pragma once

#include "config/json_text.h"
#include "config/reader.h"

namespace canopy {

/// Sets or creates the value at each pointer; "-" as the index of a list appends. What cannot be
/// reached is added to `problems`; an unknown key is created, and the reader will say so.
void apply_overrides(Json& document, const std::vector<Override>& overrides, Problems& problems);

}  // namespace canopy
