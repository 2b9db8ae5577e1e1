#pragma once

namespace canopy {

/// "0.1.0"
const char* version();

}  // namespace canopy
