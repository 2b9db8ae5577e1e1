#include "support/temporary_folder.h"

#include <unistd.h>

#include <filesystem>

#include "base/files.h"

namespace canopy::test {

TemporaryFolder::TemporaryFolder(const std::string& name)
    : path_((std::filesystem::temp_directory_path() /
             ("canopy-" + name + "-" + std::to_string(::getpid())))
                .string()) {
  std::filesystem::remove_all(path_);
  make_folders(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace canopy::test
