// The errors that end the program. Each kind has an exit code that a script can act on.
#pragma once

#include <stdexcept>
#include <string>

namespace canopy {

/// What went wrong; exit_code() turns it into the exit code of the process.
enum class ErrorKind {
  unexpected = 1,
  usage = 2,       // command line
  config = 2 | 64, // config file; exit code 2 as well
  data = 3,
  checkpoint = 4,
  disk = 5,
  device = 6,
  not_a_number = 7,
};

/// The exit code of a kind: 1 to 7.
constexpr int exit_code(ErrorKind kind) { return static_cast<int>(kind) & 63; }

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
