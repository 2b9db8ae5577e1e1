#include "devices/cuda_loader.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

namespace canopy {
namespace {

constexpr const char* file_name = "libcanopy_cuda.so";

CudaLoad open_module(const std::string& path) {
  // Now rather than lazily: a missing symbol shall be known here, not in the middle of a run.
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* reason = ::dlerror();
    return {nullptr, "the CUDA module cannot be loaded: " + std::string(reason ? reason : path)};
  }
  const auto maker = reinterpret_cast<CudaModuleMaker>(::dlsym(library, cuda_module_symbol));
  const CudaModule* module = maker ? maker() : nullptr;
  if (module && module->version == cuda_module_version) return {module, ""};
  ::dlclose(library);
  return {nullptr, path + (maker ? " belongs to another build of this program"
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
  std::string looked;
  for (const std::string& path : paths) {
    std::error_code error;
    // The full path: dlopen takes a bare name for one to look up among the system's libraries.
    const std::string full = std::filesystem::absolute(path, error).string();
    if (std::filesystem::exists(full, error)) return open_module(full);
    looked += (looked.empty() ? "" : " and ") + path;
  }
  return {nullptr, "this build has no CUDA module (looked for " + looked + ")"};
}

const CudaLoad& cuda_module() {
  static const CudaLoad load = load_cuda_module(cuda_module_paths());
  return load;
}

}  // namespace canopy
