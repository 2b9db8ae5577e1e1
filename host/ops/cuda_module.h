// What the loadable CUDA module (cuda/module.cpp, libcanopy_cuda.so) exports. It is loaded at run
// time (devices/cuda_loader.h), so that the same program runs on machines without the CUDA
// libraries or a driver. This header needs no CUDA header.
#pragma once

#include <memory>
#include <string>

#include "ops/backend.h"

namespace canopy {

/// Must be increased with every change to this struct, to Backend or to an op's interface: a module
/// from another build must not be called.
inline constexpr int cuda_module_version = 5;

/// The module's functions. None of them throws; on failure `why` holds the reason.
struct CudaModule {
  int version;
  /// The number of GPUs that the driver reports; 0 with a reason if it reports none.
  int (*count)(std::string& why) noexcept;
  /// Fills in `info` for GPU `index` and tries the GPU: opens a backend and runs a kernel. Returns
  /// false if that fails; `info` then holds whatever could be found out.
  bool (*describe)(int index, DeviceInfo& info, std::string& why) noexcept;
  /// A backend on GPU `index`, or null.
  std::unique_ptr<Backend> (*make)(int index, const BackendOptions& options,
                                   std::string& why) noexcept;
  /// Marks a named range on the calling thread for a profiler (NVTX); ranges nest.
  void (*begin_range)(const char* name) noexcept;
  void (*end_range)() noexcept;
};

/// The one exported symbol: extern "C" const CudaModule* canopy_cuda_module() noexcept.
using CudaModuleMaker = const CudaModule* (*)() noexcept;
inline constexpr const char* cuda_module_symbol = "canopy_cuda_module";

}  // namespace canopy
