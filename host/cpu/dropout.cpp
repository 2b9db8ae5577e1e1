#include "ops/dropout.h"

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/dropout.h"

namespace canopy::cpu {
namespace {

class CpuDropout final : public Dropout {
 public:
  explicit CpuDropout(const DropoutParams& p) : p_(p) {}

  void forward(Stream&, int n, const StepScalars* step, const float* x, float* y) override {
    run(n, step->step, x, y);
  }
  void backward(Stream&, int n, const StepScalars* step, const float* dy, float* dx) override {
    run(n, step->step, dy, dx);
  }

 private:
  void run(int n, std::uint32_t step, const float* from, float* to) const {
    check_items(p_, n);
    const std::int64_t count = n * p_.size;
    parallel_range((count + 3) / 4, 4096, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t group = begin; group < end; ++group) {
        const Philox4 words = math::dropout_words(p_.seed, group, step);
        const std::int64_t first = 4 * group, here = std::min<std::int64_t>(4, count - first);
        for (std::int64_t i = 0; i < here; ++i)
          to[first + i] = from[first + i] * math::dropout_factor(words.v[i], p_.rate);
      }
    });
  }

  DropoutParams p_;
};

}  // namespace

std::unique_ptr<Dropout> CpuBackend::make_dropout(const DropoutParams& p) {
  check_dropout(p);
  return std::make_unique<CpuDropout>(p);
}

}  // namespace canopy::cpu
