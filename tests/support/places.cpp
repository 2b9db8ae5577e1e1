#include "support/places.h"

#include <cstdlib>
#include <filesystem>

namespace canopy::test {
namespace {

std::filesystem::path folder_of_programs() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

}  // namespace

std::string source_file(const std::string& name) {
  const char* root = std::getenv("CANOPY_SOURCE");
  return std::string(root && *root ? root : CANOPY_SOURCE_DIR) + "/" + name;
}

std::string program(const std::string& name) { return (folder_of_programs() / name).string(); }

std::string emulated_module() {
  return (folder_of_programs().parent_path() / "lib" / "libcanopy_emulated.so").string();
}

}  // namespace canopy::test
