// Collects everything that is wrong with an input, so that all of it can be corrected at once.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace canopy {

class ErrorList {
 public:
  void add(std::string error);
  bool empty() const { return count_ == 0; }
  /// Does nothing if the list is empty; else throws Error(data) with the first errors, one a line,
  /// and the number of the others.
  void report() const;

 private:
  std::vector<std::string> shown_;
  std::size_t count_ = 0;
};

}  // namespace canopy
