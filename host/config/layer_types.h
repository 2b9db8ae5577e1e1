// The layer types that a config may list.
#pragma once

#include <span>

#include "config/fields.h"

namespace canopy {

struct LayerType {
  LayerKind kind;
  const char* name;                // the "type" in a config
  const char* doc;                 // full sentences, one line
  Fields (*fields)(LayerConfig&);  // its keys without "type"
};

/// All layer types, in the order of LayerKind.
std::span<const LayerType> layer_types();

}  // namespace canopy
