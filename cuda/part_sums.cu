// Bytes moved: 8 per part and column, a few MB at most. To keep chains of dependent loads short, a
// column's parts are divided among 64 threads; a block has 4 columns.
#include "cuda/part_sums.h"

#include "cuda/reduce.h"

namespace canopy::cuda {
namespace {

constexpr unsigned across = 4, down = block_threads / across;

__global__ void part_sums(std::int64_t parts, const double* sums, std::int64_t first_count,
                          float* first, std::int64_t second_count, float* second) {
  const std::int64_t columns = first_count + second_count;
  const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * across + threadIdx.x;
  double total[1] = {0};
  if (column < columns)
    for (std::int64_t part = threadIdx.y; part < parts; part += down)
      total[0] += sums[part * columns + column];
  column_sums(total);
  if (column >= columns || threadIdx.y > 0) return;
  (column < first_count ? first[column] : second[column - first_count]) =
      static_cast<float>(total[0]);
}

}  // namespace

void add_parts(Stream& stream, std::int64_t parts, const double* sums, std::int64_t first_count,
               float* first, std::int64_t second_count, float* second) {
  Launch shape = over("part_sums", first_count + second_count, across);
  shape.block.y = down;
  launch(stream, shape, part_sums, parts, sums, first_count, first, second_count, second);
}

}  // namespace canopy::cuda
