// A minimal kernel, which tests whether a GPU can run this build's code.
#include <cstdint>

#include "cuda/backend.h"
#include "cuda/device_info.h"
#include "cuda/launch.h"

namespace canopy::cuda {
namespace {

constexpr int threads = 32;

/// out[i] = i * i
__global__ void square_numbers(std::uint32_t* out) {
  out[threadIdx.x] = threadIdx.x * threadIdx.x;
}

}  // namespace

void try_kernel(int index) {
  CudaBackend backend(index, BackendOptions());
  CudaStream stream;
  std::uint32_t squares[threads] = {};
  const Buffer out = backend.allocate(sizeof squares);
  launch(stream, over("square_numbers", threads, threads), square_numbers, out.as<std::uint32_t>());
  backend.download(stream, squares, out.data(), sizeof squares);
  stream.synchronize();
  for (std::uint32_t i = 0; i < threads; ++i)
    if (squares[i] != i * i)
      throw Error(ErrorKind::device, "the GPU computes wrong results: its memory may be faulty");
}

}  // namespace canopy::cuda
