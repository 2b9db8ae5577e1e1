// Mixup: pairs of a batch's items are blended in place.
// Bytes moved: 8 per value, read and written once; nothing for a pair whose shares are both 1.
#include "ops/mixup.h"

#include "cuda/backend.h"
#include "cuda/vector.h"
#include "ops/math/mixup.h"

namespace canopy::cuda {
namespace {

/// Blends items blockIdx.y and n - 1 - blockIdx.y, four adjacent values per thread.
__global__ void mixup_pairs(int n, std::int64_t size, bool vectors, const float* shares, float* x) {
  const std::int64_t i = blockIdx.y, j = n - 1 - i;
  const float share_i = shares[i], share_j = shares[j];
  if (share_i == 1.0f && share_j == 1.0f) return;
  const Group g = group_of_thread(size, vectors);
  if (g.count < 1) return;
  float *a = x + i * size, *b = x + j * size;
  const Vector<group_size> first = load(a, g), second = load(b, g);
  Vector<group_size> blended_a, blended_b;
  for (int k = 0; k < group_size; ++k) {
    blended_a.at[k] = math::blend(first.at[k], second.at[k], share_i);
    blended_b.at[k] = math::blend(second.at[k], first.at[k], share_j);
  }
  store(a, g, blended_a);
  store(b, g, blended_b);
}

class CudaMixup final : public Mixup {
 public:
  explicit CudaMixup(const MixupParams& p) : p_(p) {}

  void run(Stream& stream, int n, const float* shares, float* x) override {
    check_items(p_, n);
    Launch shape = over_groups("mixup_pairs", p_.size);
    shape.grid.y = static_cast<unsigned>(n / 2);  // the middle item of an odd number has no partner
    launch(stream, shape, mixup_pairs, n, p_.size, aligned(x) && p_.size % group_size == 0, shares,
           x);
  }

 private:
  MixupParams p_;
};

}  // namespace

std::unique_ptr<Mixup> CudaBackend::make_mixup(const MixupParams& p) {
  check_mixup(p);
  return std::make_unique<CudaMixup>(p);
}

}  // namespace canopy::cuda
