// Fields -> the JSON of their members' values: the resolved config, and the defaults in the schema
// and the reference.
#pragma once

#include "config/fields.h"
#include "config/json_text.h"

namespace canopy {

Json value_of(const Field& field);
Json values(const Fields& fields);

}  // namespace canopy
