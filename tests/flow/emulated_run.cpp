#include "flow/emulated_run.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "support/places.h"

namespace canopy::test {
namespace {

/// Set before the process first looks for GPUs.
const bool module_set = [] {
  setenv("CANOPY_CUDA_MODULE", emulated_module().c_str(), 1);
  return true;
}();

}  // namespace

int train_emulated(const std::string& config, const std::vector<std::string>& settings,
                   bool resume) {
  RunRequest request;
  request.config_path = config;
  request.device = module_set ? "cuda" : "none";
  request.threads = 2;
  request.resume = resume;
  for (const std::string& setting : settings) request.overrides.push_back(parse_override(setting));
  return run_job(request);
}

std::string weights_of(const std::string& file) {
  const std::string bytes = read_file(file);
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  return bytes.substr(8 + header);
}

std::string emulated_ranges() {
  emulated_controls();  // loads the module
  void* library = dlopen(emulated_module().c_str(), RTLD_NOW | RTLD_NOLOAD);
  const auto list = reinterpret_cast<const char* (*)()>(dlsym(library, "canopy_emulated_ranges"));
  return list ? list() : "";
}

}  // namespace canopy::test
