#include "cuda/device_info.h"

#include "cuda/check.h"

namespace canopy::cuda {

int gpu_count() {
  int driver = 0, count = 0;
  CANOPY_CUDA(cudaDriverGetVersion(&driver));
  const cudaError_t code = cudaGetDeviceCount(&count);
  if (driver == 0)
    throw Error(ErrorKind::device, std::string("no NVIDIA driver is installed here (") +
                                       cudaGetErrorString(code) + ")");
  check(code, "cudaGetDeviceCount", __FILE__, __LINE__);
  if (count == 0) throw Error(ErrorKind::device, "the NVIDIA driver shows no GPU");
  return count;
}

DeviceInfo gpu_info(int index) {
  DeviceInfo info;
  info.id = "cuda:" + std::to_string(index);
  cudaDeviceProp properties{};
  CANOPY_CUDA(cudaGetDeviceProperties(&properties, index));
  info.name = properties.name;
  info.memory_bytes = properties.totalGlobalMem;
  CANOPY_CUDA(cudaSetDevice(index));
  std::size_t total = 0;
  CANOPY_CUDA(cudaMemGetInfo(&info.free_bytes, &total));
  info.details.emplace_back("compute capability", std::to_string(properties.major) + '.' +
                                                      std::to_string(properties.minor));
  for (auto& version : library_versions()) info.details.push_back(std::move(version));
  return info;
}

Precision usable_precision(int index, Precision wanted) {
  if (wanted == Precision::fp32) return wanted;
  cudaDeviceProp properties{};
  CANOPY_CUDA(cudaGetDeviceProperties(&properties, index));
  if (properties.major >= 8) return wanted == Precision::automatic ? Precision::tf32 : wanted;
  if (wanted != Precision::bf16) return Precision::fp32;
  throw Error(ErrorKind::device, "bf16 needs a GPU of compute capability 8.0, this one has " +
                                     std::to_string(properties.major) + '.' +
                                     std::to_string(properties.minor) +
                                     "; set /train/precision to auto");
}

}  // namespace canopy::cuda
