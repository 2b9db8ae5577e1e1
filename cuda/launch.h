// The only way in which kernels are launched, and the sizes that most kernels use.
#pragma once

#include <cstdint>

#include "cuda/stream.h"

namespace canopy::cuda {

/// A launch's shape. `kernel` is the name in error messages.
struct Launch {
  const char* kernel;
  dim3 grid;
  dim3 block;
  std::size_t shared_bytes = 0;  // dynamic shared memory per block
};

/// Enqueues kernel(arguments...) on the stream. Throws Error(device) if it cannot be launched;
/// errors inside the kernel are reported by the stream's next synchronisation.
template <class... Parameters, class... Arguments>
void launch(Stream& stream, const Launch& shape, void (*kernel)(Parameters...),
            Arguments... arguments) {
  if (shape.grid.x == 0 || shape.grid.y == 0 || shape.grid.z == 0) return;  // an empty batch
#if defined(CANOPY_EMULATED)
  const cudaError_t code =
      emulated::launch(handle(stream), shape.grid, shape.block, shape.shared_bytes,
                       [=] { kernel(static_cast<Parameters>(arguments)...); });
#else
  // clang-format off
  kernel<<<shape.grid, shape.block, shape.shared_bytes, handle(stream)>>>(
      static_cast<Parameters>(arguments)...);
  // clang-format on
  const cudaError_t code = cudaGetLastError();
#endif
  check(code, shape.kernel, "cuda/launch.h", __LINE__);
}

inline constexpr int block_threads = 256;

/// Number of blocks of `threads` threads for `count` elements, one per thread.
inline unsigned blocks_for(std::int64_t count, int threads = block_threads) {
  return static_cast<unsigned>((count + threads - 1) / threads);
}

/// A one-dimensional launch with one thread per element.
inline Launch over(const char* kernel, std::int64_t count, int threads = block_threads) {
  return {kernel, dim3(blocks_for(count, threads)), dim3(static_cast<unsigned>(threads))};
}

}  // namespace canopy::cuda

// Dynamic shared memory as an array: CANOPY_DYNAMIC_SHARED(float, tile); 16-byte aligned.
#if defined(CANOPY_EMULATED)
#define CANOPY_DYNAMIC_SHARED(Type, name) \
  Type* name = static_cast<Type*>(canopy::emulated::dynamic_shared())
#else
#define CANOPY_DYNAMIC_SHARED(Type, name)                                \
  extern __shared__ __align__(16) unsigned char canopy_dynamic_shared[]; \
  Type* name = reinterpret_cast<Type*>(canopy_dynamic_shared)
#endif
