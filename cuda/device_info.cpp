#include "cuda/device_info.h"

#include <cublasLt.h>
#include <cuda_runtime_api.h>
#include <cudnn.h>
#include <cufft.h>

#include "cuda/check.h"

namespace canopy::cuda {
namespace {

/// "13.0" and "9.12.0" of the numbers that the libraries give.
std::string dotted(int major, int minor) {
  return std::to_string(major) + '.' + std::to_string(minor);
}
std::string dotted(int major, int minor, int patch) {
  return dotted(major, minor) + '.' + std::to_string(patch);
}

std::string cuda_version(int number) {
  return dotted(number / 1000, number % 1000 / 10);
}

}  // namespace

int gpu_count() {
  int driver = 0, count = 0;
  check(cudaDriverGetVersion(&driver), "CUDA driver");
  const cudaError_t code = cudaGetDeviceCount(&count);
  if (driver == 0)
    throw Error(ErrorKind::device, std::string("no NVIDIA driver is installed here (") +
                                       cudaGetErrorString(code) + ")");
  check(code, "CUDA driver");
  if (count == 0) throw Error(ErrorKind::device, "the NVIDIA driver shows no GPU");
  return count;
}

DeviceInfo gpu_info(int index) {
  DeviceInfo info;
  info.id = "cuda:" + std::to_string(index);
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, index), "GPU properties");
  info.name = properties.name;
  info.memory_bytes = properties.totalGlobalMem;
  check(cudaSetDevice(index), "GPU");
  std::size_t total = 0;
  check(cudaMemGetInfo(&info.free_bytes, &total), "GPU memory");
  info.details.emplace_back("compute capability", dotted(properties.major, properties.minor));
  for (auto& version : library_versions()) info.details.push_back(std::move(version));
  return info;
}

std::vector<std::pair<std::string, std::string>> library_versions() {
  int driver = 0, runtime = 0, fft = 0;
  check(cudaDriverGetVersion(&driver), "CUDA driver");
  check(cudaRuntimeGetVersion(&runtime), "CUDA runtime");
  if (cufftGetVersion(&fft) != CUFFT_SUCCESS) throw Error(ErrorKind::device, "cuFFT: no version");
  const int dnn = static_cast<int>(cudnnGetVersion());
  const int blas = static_cast<int>(cublasLtGetVersion());
  return {{"driver", cuda_version(driver)},
          {"runtime", cuda_version(runtime)},
          {"cuDNN", dotted(dnn / 10000, dnn % 10000 / 100, dnn % 100)},
          {"cuFFT", dotted(fft / 1000, fft % 1000 / 100, fft % 100)},
          {"cuBLASLt", dotted(blas / 10000, blas % 10000 / 100, blas % 100)}};
}

}  // namespace canopy::cuda
