#include "devices/devices.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/machine.h"
#include "base/trace.h"
#include "devices/cuda_loader.h"
#if CANOPY_HAVE_CPU
#include "cpu/backend.h"
#endif

namespace canopy {
namespace {

/// The GPUs that can be opened, and why the others cannot.
struct Gpus {
  std::vector<DeviceInfo> usable;
  std::string why;  // if none is usable
};

Gpus find_gpus() {
  const CudaLoad& load = cuda_module();
  if (!load.module) return {{}, load.why};
  Gpus gpus;
  const int count = load.module->count(gpus.why);
  for (int index = 0; index < count; ++index) {
    DeviceInfo info;
    std::string why;
    if (load.module->describe(index, info, why))
      gpus.usable.push_back(info);
    else
      gpus.why +=
          fmt::format("{}{} ({}): {}", gpus.why.empty() ? "" : "; ", info.id, info.name, why);
  }
  if (!gpus.usable.empty()) gpus.why.clear();
  return gpus;
}

std::unique_ptr<Backend> open_gpu(const std::string& id, int index, const BackendOptions& options) {
  const CudaLoad& load = cuda_module();
  std::string why = load.why;
  const int count = load.module ? load.module->count(why) : 0;
  if (count > 0 && index >= count)
    why = count == 1 ? "the only GPU is cuda:0"
                     : fmt::format("the GPUs are cuda:0 to cuda:{}", count - 1);
  if (index < count)
    if (std::unique_ptr<Backend> backend = load.module->make(index, options, why)) {
      static const Tracer tracer{load.module->begin_range, load.module->end_range};
      set_tracer(&tracer);
      return backend;
    }
  throw Error(ErrorKind::device,
              fmt::format("{}: cannot be opened: {}; use --device cpu to run on the CPU", id, why));
}

/// The index of "cuda" (0) or "cuda:N"; -1 for any other name.
int gpu_index(const std::string& id) {
  if (id == "cuda") return 0;
  if (id.rfind("cuda:", 0) != 0) return -1;
  const std::string digits = id.substr(5);
  if (digits.empty() || digits.size() > 4) return -1;
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return -1;
  return std::stoi(digits);
}

}  // namespace

std::vector<DeviceInfo> devices() {
  std::vector<DeviceInfo> found;
#if CANOPY_HAVE_CPU
  found.push_back(cpu::cpu_info());
#endif
  for (DeviceInfo& info : find_gpus().usable) found.push_back(std::move(info));
  return found;
}

std::string why_no_cuda() {
  return find_gpus().why;
}

std::unique_ptr<Backend> open_device(const std::string& id, const BackendOptions& options) {
  const int index = gpu_index(id);
  if (index >= 0) return open_gpu(id, index, options);
  if (id != "auto" && id != "cpu")
    throw Error(ErrorKind::usage, "--device: expected auto, cpu, cuda or cuda:N, got " + id);
  if (id == "auto") {
    const Gpus gpus = find_gpus();
    if (!gpus.usable.empty())
      return open_gpu(gpus.usable.front().id, gpu_index(gpus.usable.front().id), options);
  }
#if CANOPY_HAVE_CPU
  return cpu::make_cpu_backend(options);
#else
  throw Error(ErrorKind::device,
              fmt::format("{}: this build has no CPU backend, and no GPU is available: {}", id,
                          why_no_cuda()));
#endif
}

int decoding_threads(const Backend& backend, int requested) {
  const int of_backend = backend.info().threads;
  if (of_backend > 0) return of_backend;
  return requested > 0 ? requested : usable_threads();
}

}  // namespace canopy
