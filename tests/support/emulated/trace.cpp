#include "cuda/trace.h"

#include <mutex>
#include <set>
#include <string>

namespace {
std::mutex lock;
std::set<std::string> names;
std::string listed;
}  // namespace

namespace canopy::cuda {

void begin_range(const char* name) noexcept {
  const std::lock_guard<std::mutex> hold(lock);
  names.insert(name);
}
void end_range() noexcept {}

}  // namespace canopy::cuda

/// The names of all ranges so far, a line each.
extern "C" __attribute__((visibility("default"))) const char* canopy_emulated_ranges() {
  const std::lock_guard<std::mutex> hold(lock);
  listed.clear();
  for (const std::string& name : names) listed += name + "\n";
  return listed.c_str();
}
