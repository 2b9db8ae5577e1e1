#include "base/machine.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>

namespace canopy {
namespace {

/// The number at the start of a file, or `fallback` (a cgroup file with "max", or no file).
double number_in(const std::string& path, double fallback) {
  std::ifstream in(path);
  double value;
  return in >> value ? value : fallback;
}

constexpr double no_limit = std::numeric_limits<double>::infinity();

double cgroup_cpus() {
  std::ifstream v2("/sys/fs/cgroup/cpu.max");  // "200000 100000" or "max 100000"
  double quota, period;
  if (v2 >> quota >> period && period > 0) return quota / period;
  quota = number_in("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", -1);
  period = number_in("/sys/fs/cgroup/cpu/cpu.cfs_period_us", 0);
  return quota > 0 && period > 0 ? quota / period : no_limit;
}

double meminfo(const std::string& key) {
  std::ifstream in("/proc/meminfo");
  std::string line;
  while (std::getline(in, line)) {
    if (line.rfind(key, 0) != 0) continue;
    std::istringstream words(line.substr(key.size() + 1));
    double kb = 0;
    words >> kb;
    return kb * 1024;
  }
  return no_limit;
}

/// The inactive file cache counts as free, because the kernel reclaims it on demand.
double cgroup_available() {
  const double limit = number_in("/sys/fs/cgroup/memory.max", no_limit);
  if (limit == no_limit) return no_limit;
  double inactive_file = 0;
  std::ifstream stat("/sys/fs/cgroup/memory.stat");
  std::string key;
  double value;
  while (stat >> key >> value)
    if (key == "inactive_file") inactive_file = value;
  return limit - number_in("/sys/fs/cgroup/memory.current", 0) + inactive_file;
}

std::size_t bytes(double value) {
  return value == no_limit ? std::numeric_limits<std::size_t>::max()
                           : static_cast<std::size_t>(std::max(0.0, value));
}

}  // namespace

int usable_threads() {
  double threads = static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    threads = std::min(threads, static_cast<double>(CPU_COUNT(&set)));
  threads = std::min(threads, cgroup_cpus());
  if (const char* asked = std::getenv("OMP_NUM_THREADS"))
    if (const int n = std::atoi(asked); n > 0) threads = std::min(threads, static_cast<double>(n));
  return std::max(1, static_cast<int>(threads));
}

std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  std::string line;
  while (std::getline(in, line)) {
    if (line.rfind("model name", 0) != 0) continue;
    const auto at = line.find(": ");
    if (at != std::string::npos) return line.substr(at + 2);
  }
  return "unknown processor";
}

std::size_t total_memory() {
  return bytes(std::min(meminfo("MemTotal"), number_in("/sys/fs/cgroup/memory.max", no_limit)));
}

std::size_t available_memory() {
  return bytes(std::min(meminfo("MemAvailable"), cgroup_available()));
}

}  // namespace canopy
