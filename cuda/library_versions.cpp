#include <cublasLt.h>
#include <cudnn.h>
#include <cufft.h>
#include <fmt/format.h>

#include "cuda/check.h"
#include "cuda/device_info.h"

namespace canopy::cuda {
namespace {

std::string dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

/// "13.0" from 13000.
std::string cuda_version(int number) {
  return fmt::format("{}.{}", number / 1000, number % 1000 / 10);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> library_versions() {
  int driver = 0, runtime = 0, fft = 0;
  CANOPY_CUDA(cudaDriverGetVersion(&driver));
  CANOPY_CUDA(cudaRuntimeGetVersion(&runtime));
  if (cufftGetVersion(&fft) != CUFFT_SUCCESS)
    throw Error(ErrorKind::device, "cuFFT does not report its version");
  const int dnn = static_cast<int>(cudnnGetVersion());
  const int blas = static_cast<int>(cublasLtGetVersion());
  return {{"driver", cuda_version(driver)},
          {"runtime", cuda_version(runtime)},
          {"cuDNN", dotted(dnn / 10000, dnn % 10000 / 100, dnn % 100)},
          {"cuFFT", dotted(fft / 1000, fft % 1000 / 100, fft % 100)},
          {"cuBLASLt", dotted(blas / 10000, blas % 10000 / 100, blas % 100)}};
}

}  // namespace canopy::cuda
