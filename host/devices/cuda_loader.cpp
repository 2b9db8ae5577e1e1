#include "devices/cuda_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

namespace canopy {
namespace {

constexpr const char* file_name = "libcanopy_cuda.so";

CudaLoad open_module(const std::string& path) {
  // RTLD_NOW: a missing symbol must be found here, not in the middle of a run.
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* reason = ::dlerror();
    return {nullptr,
            fmt::format("the CUDA module cannot be loaded: {}", reason ? reason : path.c_str())};
  }
  const auto maker = reinterpret_cast<CudaModuleMaker>(::dlsym(library, cuda_module_symbol));
  const CudaModule* module = maker ? maker() : nullptr;
  if (module && module->version == cuda_module_version) return {module, ""};
  ::dlclose(library);
  return {nullptr, path + (maker ? " was built for another version of this program"
                                 : " is not Canopy's CUDA module")};
}

}  // namespace

std::vector<std::string> cuda_module_paths() {
  const char* given = std::getenv("CANOPY_CUDA_MODULE");
  if (given && *given) return {given};
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path lib = program.parent_path().parent_path() / "lib";
  return {(lib / file_name).string(), (lib / "canopy" / file_name).string()};
}

CudaLoad load_cuda_module(const std::vector<std::string>& paths) {
  std::string searched;
  for (const std::string& path : paths) {
    std::error_code error;
    // The full path: dlopen searches the system's libraries for a bare name.
    const std::string full = std::filesystem::absolute(path, error).string();
    if (std::filesystem::exists(full, error)) return open_module(full);
    searched += (searched.empty() ? "" : " and ") + path;
  }
  return {nullptr, fmt::format("this build has no CUDA module (searched for {})", searched)};
}

const CudaLoad& cuda_module() {
  static const CudaLoad load = load_cuda_module(cuda_module_paths());
  return load;
}

}  // namespace canopy
