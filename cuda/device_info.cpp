#include "cuda/device_info.h"

#include <fmt/format.h>

#include "cuda/check.h"

namespace canopy::cuda {

int gpu_count() {
  int driver = 0, count = 0;
  CANOPY_CUDA(cudaDriverGetVersion(&driver));
  const cudaError_t code = cudaGetDeviceCount(&count);
  if (driver == 0)
    throw Error(ErrorKind::device,
                fmt::format("no NVIDIA driver is installed ({})", cudaGetErrorString(code)));
  check(code, "cudaGetDeviceCount", __FILE__, __LINE__);
  if (count == 0) throw Error(ErrorKind::device, "the NVIDIA driver reports no GPU");
  return count;
}

DeviceInfo gpu_info(int index) {
  DeviceInfo info;
  info.id = fmt::format("cuda:{}", index);
  cudaDeviceProp properties{};
  CANOPY_CUDA(cudaGetDeviceProperties(&properties, index));
  info.name = properties.name;
  info.memory_bytes = properties.totalGlobalMem;
  CANOPY_CUDA(cudaSetDevice(index));
  std::size_t total = 0;
  CANOPY_CUDA(cudaMemGetInfo(&info.free_bytes, &total));
  info.details.emplace_back("compute capability",
                            fmt::format("{}.{}", properties.major, properties.minor));
  for (auto& version : library_versions()) info.details.push_back(std::move(version));
  return info;
}

Precision usable_precision(int index, Precision requested) {
  if (requested == Precision::fp32) return requested;
  cudaDeviceProp properties{};
  CANOPY_CUDA(cudaGetDeviceProperties(&properties, index));
  if (properties.major >= 8) return requested == Precision::automatic ? Precision::tf32 : requested;
  if (requested != Precision::bf16) return Precision::fp32;
  throw Error(ErrorKind::device,
              fmt::format("bf16 needs a GPU of compute capability 8.0 or higher, but this one has "
                          "{}.{}; set /train/precision to auto",
                          properties.major, properties.minor));
}

}  // namespace canopy::cuda
