// The part of `trainer check` that looks at the recordings to scan.
#pragma once

#include <string>
#include <vector>

namespace canopy {

/// Opens each recording, and with `whole` decodes it to its end, on so many threads; prints the
/// damaged ones and one line about all. Stops early when interrupt_signal() is set.
void check_recordings(const std::vector<std::string>& paths, bool whole, int threads);

}  // namespace canopy
