// The hint of an error about a key that does not exist.
#pragma once

#include <string>

#include "config/fields.h"

namespace canopy {

/// "did you mean epochs?": the most similar key of `fields`, which are at `pointer`, or else the
/// pointer of a key of this name elsewhere in the config; or else the list of all keys of `fields`.
std::string unknown_key_hint(const Fields& fields, const std::string& pointer,
                             const std::string& key);

}  // namespace canopy
