#include "base/progress.h"

#include <unistd.h>

#include <cstdio>

#include <fmt/format.h>

namespace canopy {

bool on_terminal() {
  static const bool terminal = isatty(STDERR_FILENO) == 1;
  return terminal;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

bool ProgressLine::due() const {
  return on_terminal() &&
         std::chrono::steady_clock::now() - last_ >= std::chrono::milliseconds(100);
}

void ProgressLine::update(const std::string& text) {
  if (!due()) return;
  last_ = std::chrono::steady_clock::now();
  shown_ = true;
  std::fputs(fmt::format("\r\033[K{}: {}", what_, text).c_str(), stderr);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

void say(const std::string& line) {
  // not fmt::print, which throws if standard error is closed
  if (on_terminal()) std::fputs("\r\033[K", stderr);
  std::fputs((line + "\n").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace canopy
