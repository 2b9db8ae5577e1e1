// `trainer` from its arguments to its exit code.
#pragma once

namespace canopy {

/// Parses the arguments, does what they ask for and says on standard error what went wrong.
/// Returns the exit code: 0 done, 1 unexpected, 2 usage or config, 3 data, 4 checkpoint, 5 disk,
/// 6 device, 7 not a number, 130/143 interrupted.
int run_command_line(int argc, const char* const* argv);

}  // namespace canopy
