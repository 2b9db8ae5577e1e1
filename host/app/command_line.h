// The program `trainer`: from its arguments to its exit code.
#pragma once

namespace canopy {

/// Parses the arguments and runs the subcommand; errors are printed on standard error. Returns the
/// exit code: 0 success, 1 unexpected error, 2 usage or config, 3 data, 4 checkpoint, 5 disk,
/// 6 device, 7 not a number, 130 or 143 interrupted.
int run_command_line(int argc, const char* const* argv);

}  // namespace canopy
