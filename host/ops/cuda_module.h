// What the loadable CUDA module (cuda/module.cpp, libcanopy_cuda.so) exports. It is opened at run
// time, so that the same program runs on machines without CUDA's libraries or a driver. No CUDA
// header is needed on this side.
#pragma once

#include <memory>
#include <string>

#include "ops/backend.h"

namespace canopy {

/// Raised with every change of this struct, of Backend or of an op's interface: a module of
/// another build must not be called.
inline constexpr int cuda_module_version = 4;

/// The module's functions. None of them throws: each says in `why` what is wrong.
struct CudaModule {
  int version;
  /// How many GPUs the driver shows; 0 with the driver's reason.
  int (*count)(std::string& why) noexcept;
  /// Fills `info` of GPU `index` and tries it: runs a kernel on it and opens a backend. False when
  /// that fails; info then holds what could be found out.
  bool (*describe)(int index, DeviceInfo& info, std::string& why) noexcept;
  /// The backend of GPU `index`, or null.
  std::unique_ptr<Backend> (*make)(int index, const BackendOptions& options,
                                   std::string& why) noexcept;
  /// Names a stretch of the calling thread's time for a profiler (NVTX); they nest.
  void (*begin_range)(const char* name) noexcept;
  void (*end_range)() noexcept;
};

/// The one exported symbol: extern "C" const CudaModule* canopy_cuda_module() noexcept.
using CudaModuleMaker = const CudaModule* (*)() noexcept;
inline constexpr const char* cuda_module_symbol = "canopy_cuda_module";

}  // namespace canopy
