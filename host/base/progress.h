// A progress line that rewrites itself on a terminal and prints nothing into a pipe.
#pragma once

#include <chrono>
#include <string>

namespace canopy {

/// True when standard error is a terminal.
bool on_terminal();

/// "1 h 02 min", "3 min 05 s", "12 s".
std::string duration_text(double seconds);

class ProgressLine {
 public:
  explicit ProgressLine(std::string what) : what_(std::move(what)) {}
  ~ProgressLine() { clear(); }
  /// Shows "what: text", at most ten times a second.
  void update(const std::string& text);
  /// Erases the line.
  void clear();
  /// True when update() would show something now.
  bool due() const;

 private:
  std::string what_;
  std::chrono::steady_clock::time_point last_{};
  bool shown_ = false;
};

/// Prints a line for a person on standard error, above any progress line.
void say(const std::string& line);

}  // namespace canopy
