// The keys of train.augment.
#pragma once

#include "config/fields.h"

namespace canopy {

Fields augment_fields(AugmentConfig& augment);

}  // namespace canopy
