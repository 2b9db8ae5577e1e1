// Runs the programs as a user does and keeps what they say.
#pragma once

#include <string>
#include <vector>

namespace canopy::test {

struct ProgramRun {
  int code = -1;    // exit code; 128 + the signal when one ended it
  std::string out;  // standard output
  std::string err;  // standard error
};

/// Runs words[0] with the other words as arguments, without a shell, and waits for it.
/// `environment` entries ("NAME=value") come on top of this process's own.
ProgramRun run_program(const std::vector<std::string>& words,
                       const std::vector<std::string>& environment = {});

/// The trainer of this build with these arguments.
ProgramRun run_trainer(std::vector<std::string> arguments,
                       const std::vector<std::string>& environment = {});

}  // namespace canopy::test
