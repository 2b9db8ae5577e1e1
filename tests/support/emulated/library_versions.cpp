#include "cuda/device_info.h"

namespace canopy::cuda {

std::vector<std::pair<std::string, std::string>> library_versions() {
  return {{"libraries", "emulated on the host"}};
}

}  // namespace canopy::cuda
