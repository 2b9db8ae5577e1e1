// The hint of an error about a key that does not exist.
#pragma once

#include <string>

#include "config/fields.h"

namespace canopy {

/// "did you mean epochs?", the pointer of the section that has such a key, or the list of the keys
/// that `fields`, at `pointer`, have.
std::string unknown_key_hint(const Fields& fields, const std::string& pointer,
                             const std::string& key);

}  // namespace canopy
