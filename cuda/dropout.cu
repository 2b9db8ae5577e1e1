// Dropout: backward recomputes the mask, so that it need not be stored.
// Bytes moved: 8 per element, forward and backward; 10 rounds of Philox (about 80 integer
// operations) for four elements.
#include "ops/dropout.h"

#include "cuda/backend.h"
#include "cuda/vector.h"
#include "ops/math/dropout.h"

namespace canopy::cuda {
namespace {

/// to = from * mask; a thread handles the four elements that share a call of Philox. to may be
/// from.
__global__ void dropout_apply(std::int64_t count, bool vectors, std::uint64_t seed, float rate,
                              const StepScalars* step, const float* from, float* to) {
  const Group g = group_of_thread(count, vectors);
  if (g.count < 1) return;
  const Philox4 words = math::dropout_words(seed, g.number, step->step);
  Vector<group_size> v = load(from, g);
  for (int i = 0; i < group_size; ++i) v.at[i] *= math::dropout_factor(words.v[i], rate);
  store(to, g, v);
}

class CudaDropout final : public Dropout {
 public:
  explicit CudaDropout(const DropoutParams& p) : p_(p) {}

  void forward(Stream& stream, int n, const StepScalars* step, const float* x, float* y) override {
    run(stream, n, step, x, y);
  }
  void backward(Stream& stream, int n, const StepScalars* step, const float* dy,
                float* dx) override {
    run(stream, n, step, dy, dx);
  }

 private:
  void run(Stream& stream, int n, const StepScalars* step, const float* from, float* to) const {
    check_items(p_, n);
    const std::int64_t count = n * p_.size;
    launch(stream, over_groups("dropout_apply", count), dropout_apply, count, aligned(from, to),
           p_.seed, p_.rate, step, from, to);
  }

  DropoutParams p_;
};

}  // namespace

std::unique_ptr<Dropout> CudaBackend::make_dropout(const DropoutParams& p) {
  check_dropout(p);
  return std::make_unique<CudaDropout>(p);
}

}  // namespace canopy::cuda
