#include "support/emulated_device.h"

#include <dlfcn.h>

#include <stdexcept>

#include "devices/cuda_loader.h"
#include "support/places.h"

namespace canopy::test {
namespace {

const CudaModule& module() {
  static const CudaLoad load = load_cuda_module({emulated_module()});
  if (!load.module) throw std::runtime_error("cannot load the emulated device: " + load.why);
  return *load.module;
}

template <class Function>
Function symbol(const char* name) {
  module();
  void* library = dlopen(emulated_module().c_str(), RTLD_NOW | RTLD_NOLOAD);
  void* found = library ? dlsym(library, name) : nullptr;
  if (!found) throw std::runtime_error(std::string("the emulated device does not export ") + name);
  return reinterpret_cast<Function>(found);
}

void reset() {
  symbol<emulated::ResetFunction>(emulated::reset_symbol)();
}

}  // namespace

std::unique_ptr<Backend> open_emulated(const BackendOptions& options) {
  std::string why;
  std::unique_ptr<Backend> backend = module().make(0, options, why);
  if (!backend) throw std::runtime_error("cannot open the emulated device: " + why);
  return backend;
}

emulated::Controls& emulated_controls() {
  return *symbol<emulated::ControlsMaker>(emulated::controls_symbol)();
}

EmulatedReset::EmulatedReset() {
  reset();
}
EmulatedReset::~EmulatedReset() {
  reset();
}

}  // namespace canopy::test
