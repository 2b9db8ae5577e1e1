// Rows of a resident cache -> a batch.
// Bytes moved: each item reads and writes a row, 8 bytes per element; no arithmetic.
#include "ops/gather.h"

#include "cuda/backend.h"
#include "cuda/launch.h"

namespace canopy::cuda {
namespace {

constexpr int vector = 4;  // elements that a thread moves at once

/// out[item, row] = cache[rows[item], row], 16 bytes per thread; blockIdx.y is the item.
__global__ void gather_vectors(std::int64_t row, const float4* cache, const std::int32_t* rows,
                               float4* out) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < row) out[blockIdx.y * row + i] = cache[rows[blockIdx.y] * row + i];
}

/// The same with one element per thread, for rows that are not a whole number of vectors.
__global__ void gather_elements(std::int64_t row, const float* cache, const std::int32_t* rows,
                                float* out) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < row) out[blockIdx.y * row + i] = cache[rows[blockIdx.y] * row + i];
}

class CudaGather final : public Gather {
 public:
  explicit CudaGather(const GatherParams& p) : p_(p) {}

  void run(Stream& stream, int n, const void* cache, const std::int32_t* rows, void* out) override {
    check_items(p_, n);
    if (p_.row % vector == 0)
      launch(stream, shape("gather_vectors", p_.row / vector, n), gather_vectors, p_.row / vector,
             static_cast<const float4*>(cache), rows, static_cast<float4*>(out));
    else
      launch(stream, shape("gather_elements", p_.row, n), gather_elements, p_.row,
             static_cast<const float*>(cache), rows, static_cast<float*>(out));
  }

 private:
  static Launch shape(const char* kernel, std::int64_t count, int n) {
    Launch shape = over(kernel, count);
    shape.grid.y = static_cast<unsigned>(n);
    return shape;
  }
  GatherParams p_;
};

}  // namespace

std::unique_ptr<Gather> CudaBackend::make_gather(const GatherParams& p) {
  check_gather(p);
  return std::make_unique<CudaGather>(p);
}

}  // namespace canopy::cuda
