#include "base/version.h"

namespace canopy {

const char* version() { return CANOPY_VERSION; }

}  // namespace canopy
