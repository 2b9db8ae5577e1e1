#include "ops/devices.h"

#include "base/error.h"
#if CANOPY_HAVE_CPU
#include "cpu/backend.h"
#endif

namespace canopy {

std::vector<DeviceInfo> devices() {
  std::vector<DeviceInfo> found;
#if CANOPY_HAVE_CPU
  found.push_back(cpu::cpu_info());
#endif
  return found;
}

std::string why_no_cuda() { return "this build has no CUDA backend"; }

std::unique_ptr<Backend> open_device(const std::string& id, const BackendOptions& options) {
#if CANOPY_HAVE_CPU
  if (id == "auto" || id == "cpu") return cpu::make_cpu_backend(options);
#endif
  if (id.rfind("cuda", 0) == 0)
    throw Error(ErrorKind::device, id + ": no CUDA device: " + why_no_cuda());
  throw Error(ErrorKind::usage, "--device: expected auto, cpu, cuda or cuda:N, got " + id);
}

}  // namespace canopy
