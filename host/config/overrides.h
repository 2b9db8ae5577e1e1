// --set /pointer=value, applied to the tree before it is read.
#pragma once

#include "config/json_text.h"
#include "config/reader.h"

namespace canopy {

/// Sets or creates the value at each pointer; the index "-" appends to a list. Pointers that cannot
/// be followed are added to `problems`. Unknown keys are created; the reader reports them.
void apply_overrides(Json& document, const std::vector<Override>& overrides, Problems& problems);

}  // namespace canopy
