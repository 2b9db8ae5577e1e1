// The smallest kernel there is, to know that a GPU runs this build's code.
#include <cstdint>

#include "cuda/check.h"
#include "cuda/device_info.h"

namespace canopy::cuda {
namespace {

constexpr int threads = 32;

/// out[threads]: each thread's number, squared.
__global__ void square_numbers(std::uint32_t* out) {
  out[threadIdx.x] = threadIdx.x * threadIdx.x;
}

struct DeviceWords {
  std::uint32_t* data = nullptr;
  explicit DeviceWords(std::size_t count) {
    check(cudaMalloc(&data, count * sizeof(std::uint32_t)), "GPU memory");
  }
  ~DeviceWords() { cudaFree(data); }
  DeviceWords(const DeviceWords&) = delete;
  DeviceWords& operator=(const DeviceWords&) = delete;
};

}  // namespace

void try_kernel(int index) {
  check(cudaSetDevice(index), "GPU");
  DeviceWords out(threads);
  square_numbers<<<1, threads>>>(out.data);
  check(cudaGetLastError(), "this build's kernels do not run on the GPU");
  std::uint32_t squares[threads] = {};
  check(cudaMemcpy(squares, out.data, sizeof squares, cudaMemcpyDeviceToHost),
        "this build's kernels do not run on the GPU");
  for (std::uint32_t i = 0; i < threads; ++i)
    if (squares[i] != i * i)
      throw Error(ErrorKind::device, "the GPU computes wrong results: its memory may be faulty");
}

}  // namespace canopy::cuda
