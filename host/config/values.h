// Fields -> the JSON that would read as what their members hold: the resolved config, and the
// defaults that the schema and the reference state.
#pragma once

#include "config/fields.h"
#include "config/json_text.h"

namespace canopy {

Json value_of(const Field& field);
Json values(const Fields& fields);

}  // namespace canopy
