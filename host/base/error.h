// The errors that end the program. Each kind has an exit code that a script can act on.
#pragma once

#include <stdexcept>
#include <string>

namespace canopy {

/// What went wrong; exit_code() turns it into the exit code of the process.
enum class ErrorKind {
  unexpected,
  usage,  // command line
  config,
  data,
  checkpoint,
  disk,
  device,
  not_a_number,
};

/// The exit code of a kind: 1 to 7. The command line and the config share 2.
int exit_code(ErrorKind kind);

/// The word in brackets of `error[word]: message`.
const char* error_label(ErrorKind kind);

/// An error with a one-line message: where, what is wrong, and what to do about it.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

/// "error[data]: line" for each line of the message.
std::string format_error(const Error& error);

}  // namespace canopy
