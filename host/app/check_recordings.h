// The part of `trainer check` that checks the recordings to scan.
#pragma once

#include <string>
#include <vector>

namespace canopy {

/// Opens each recording and, with `whole`, decodes it completely, using `threads` threads. Prints
/// the damaged ones and a summary line. Stops early when interrupt_signal() is set.
void check_recordings(const std::vector<std::string>& paths, bool whole, int threads);

}  // namespace canopy
