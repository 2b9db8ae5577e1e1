#include "base/error.h"

#include <sstream>

#include <fmt/format.h>

namespace canopy {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::unexpected:
      return 1;
    case ErrorKind::usage:
    case ErrorKind::config:
      return 2;
    case ErrorKind::data:
      return 3;
    case ErrorKind::checkpoint:
      return 4;
    case ErrorKind::disk:
      return 5;
    case ErrorKind::device:
      return 6;
    case ErrorKind::not_a_number:
      return 7;
  }
  return 1;
}

const char* error_label(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::unexpected:
      return "unexpected";
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::config:
      return "config";
    case ErrorKind::data:
      return "data";
    case ErrorKind::checkpoint:
      return "checkpoint";
    case ErrorKind::disk:
      return "disk";
    case ErrorKind::device:
      return "device";
    case ErrorKind::not_a_number:
      return "not-a-number";
  }
  return "unexpected";
}

std::string format_error(const Error& error) {
  std::istringstream lines(error.what());
  std::string out, line;
  while (std::getline(lines, line)) {
    if (!out.empty()) out += '\n';
    out += fmt::format("error[{}]: {}", error_label(error.kind()), line);
  }
  return out;
}

}  // namespace canopy
