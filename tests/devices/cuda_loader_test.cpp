// The CUDA module is loaded at run time; every reason why it cannot be used has its own message.
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"
#include "devices/cuda_loader.h"
#include "devices/devices.h"
#include "support/places.h"

using namespace canopy;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("no CUDA module") {
  const CudaLoad load = load_cuda_module({"/no/such/libcanopy_cuda.so", "/nor/this.so"});
  CHECK(load.module == nullptr);
  CHECK(load.why ==
        "this build has no CUDA module (searched for /no/such/libcanopy_cuda.so and /nor/this.so)");
}

TEST_CASE("a file that is not a library, and a library that is not the CUDA module") {
  const CudaLoad text = load_cuda_module({test::source_file("configs/demo.json")});
  CHECK(text.module == nullptr);
  CHECK(contains(text.why, "the CUDA module cannot be loaded: "));
  CHECK(contains(text.why, "invalid ELF header"));  // the reason given by the dynamic linker

  for (const char* folder : {"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/usr/lib64"}) {
    const std::string library = std::string(folder) + "/libm.so.6";
    if (!std::filesystem::exists(library)) continue;
    const CudaLoad other = load_cuda_module({"/no/such.so", library});  // the first one that exists
    CHECK(other.module == nullptr);
    CHECK(other.why == library + " is not Canopy's CUDA module");
  }
}

TEST_CASE("a CUDA device is listed, or there is a reason why not") {
  bool listed = false;
  for (const DeviceInfo& info : devices()) {
    if (info.id.rfind("cuda:", 0) != 0) continue;
    listed = true;
    CHECK(open_device(info.id)->info().id == info.id);
  }
  const std::string why = why_no_cuda();
  CAPTURE(why);
  CHECK(why.empty() == listed);
  CHECK_FALSE(contains(why, "\n"));
  if (!listed) {
    for (const char* id : {"cuda", "cuda:0", "cuda:7"}) {
      try {
        open_device(id);
        FAIL(id << " opened");
      } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::device);
        CHECK(contains(error.what(), std::string(id) + ": cannot be opened: "));
      }
    }
  }
}

TEST_CASE("the module of this build loads, whether or not there is a GPU") {
  bool built = false;
  for (const std::string& path : cuda_module_paths())
    built = built || std::filesystem::exists(path);
  if (!built) SKIP("built without CUDA");
  if (!cuda_module().module) SKIP(cuda_module().why);  // CUDA's libraries are missing here
  std::string why;
  const int count = cuda_module().module->count(why);
  CHECK(count >= 0);
  CHECK(why.empty() == (count > 0));
  DeviceInfo info;
  why.clear();
  CHECK_FALSE(cuda_module().module->describe(count, info, why));  // one too many
  CHECK_FALSE(why.empty());
  CHECK(cuda_module().module->make(count, {}, why) == nullptr);
}

TEST_CASE("unknown device names") {
  for (const char* id :
       {"", "gpu", "CUDA", "cuda:", "cuda:x", "cuda:-1", "cuda:99999", "cuda0", "cpu:0"}) {
    CAPTURE(id);
    try {
      open_device(id);
      FAIL("opened");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
    }
  }
}
