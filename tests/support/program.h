// Runs the programs as a user would and keeps their output.
#pragma once

#include <string>
#include <vector>

namespace canopy::test {

struct ProgramRun {
  int code = -1;    // exit code; 128 + the signal if the program was killed by one
  std::string out;  // standard output
  std::string err;  // standard error
};

/// Runs words[0] with the other words as arguments, without a shell, and waits for it.
/// `environment` entries ("NAME=value") are added to this process's environment.
ProgramRun run_program(const std::vector<std::string>& words,
                       const std::vector<std::string>& environment = {});

/// The trainer of this build with these arguments.
ProgramRun run_trainer(std::vector<std::string> arguments,
                       const std::vector<std::string>& environment = {});

}  // namespace canopy::test
