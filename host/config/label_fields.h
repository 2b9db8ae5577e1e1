// The keys of data.labels.
#pragma once

#include "config/fields.h"

namespace canopy {

Fields label_fields(LabelsConfig& labels);

}  // namespace canopy
