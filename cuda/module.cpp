// What libcanopy_cuda.so exports: see ops/cuda_module.h.
#include "ops/cuda_module.h"

#include <exception>

#include "cuda/backend.h"
#include "cuda/device_info.h"
#include "cuda/trace.h"

namespace canopy::cuda {
namespace {

/// The result of `work`; if it throws, `failed`, and `why` is set to the reason.
template <class Result, class Work>
Result guarded(Result failed, std::string& why, Work work) noexcept {
  try {
    return work();
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
    why = "unknown error";
  }
  return failed;
}

int count(std::string& why) noexcept {
  return guarded(0, why, [] { return gpu_count(); });
}

bool describe(int index, DeviceInfo& info, std::string& why) noexcept {
  return guarded(false, why, [&] {
    info.id = "cuda:" + std::to_string(index);
    info.name = "GPU";
    info = gpu_info(index);
    try_kernel(index);
    make_cuda_backend(index, BackendOptions{});
    return true;
  });
}

std::unique_ptr<Backend> make(int index, const BackendOptions& options, std::string& why) noexcept {
  return guarded(std::unique_ptr<Backend>(), why,
                 [&] { return make_cuda_backend(index, options); });
}

constexpr CudaModule functions{cuda_module_version, count, describe, make, begin_range, end_range};

}  // namespace
}  // namespace canopy::cuda

extern "C" __attribute__((visibility("default"))) const canopy::CudaModule*
canopy_cuda_module() noexcept {
  return &canopy::cuda::functions;
}
