// Replaces cuBLASLt on the emulated device with plain loops in double, with operands rounded
// according to the precision.
#include "cuda/gemm.h"

#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "cuda/stream.h"
#include "ops/math/rounding.h"
#include "support/emulated/device.h"

namespace canopy::cuda {
namespace {

class HostGemm final : public Gemm {
 public:
  HostGemm(Backend& backend, const GemmParams& params, Precision precision)
      : p_(params), precision_(precision), workspace_(backend.allocate(64)) {
    prepare(p_.rows, p_.inner);
  }
  void prepare(std::int64_t rows, std::int64_t inner) override { planned_.insert({rows, inner}); }

  void run(Stream& stream, std::int64_t rows, std::int64_t inner, const float* a, const float* b,
           float* c) override {
    if (rows > p_.rows || inner > p_.inner)
      throw std::invalid_argument("gemm: the matrices are larger than planned");
    if (planned_.insert({rows, inner}).second) ++emulated::Device::get().controls.late_plans;
    emulated::enqueue(handle(stream),
                      [=, p = p_, as = precision_] { multiply(p, as, rows, inner, a, b, c); });
  }

 private:
  static void multiply(const GemmParams& p, Precision as, std::int64_t rows, std::int64_t inner,
                       const float* a, const float* b, float* c) {
    const auto operand = [as](float value) {
      return static_cast<double>(math::round_operand(value, as));
    };
    std::vector<double> sums(static_cast<std::size_t>(p.columns));
    for (std::int64_t i = 0; i < rows; ++i) {
      sums.assign(sums.size(), 0.0);
      const auto of_a = [&](std::int64_t k) {
        return operand(p.transpose_a ? a[k * rows + i] : a[i * inner + k]);
      };
      const auto of_b = [&](std::int64_t k, std::int64_t j) {
        return operand(p.transpose_b ? b[j * inner + k] : b[k * p.columns + j]);
      };
      if (p.transpose_b) {
        for (std::int64_t j = 0; j < p.columns; ++j)
          for (std::int64_t k = 0; k < inner; ++k)
            sums[static_cast<std::size_t>(j)] += of_a(k) * of_b(k, j);
      } else {
        for (std::int64_t k = 0; k < inner; ++k)
          for (std::int64_t j = 0; j < p.columns; ++j)
            sums[static_cast<std::size_t>(j)] += of_a(k) * of_b(k, j);
      }
      for (std::int64_t j = 0; j < p.columns; ++j)
        c[i * p.columns + j] = static_cast<float>(sums[static_cast<std::size_t>(j)]);
    }
  }

  GemmParams p_;
  Precision precision_;
  std::set<std::pair<std::int64_t, std::int64_t>> planned_;  // rows and inner
  Buffer workspace_;  // the library would also allocate one
};

}  // namespace

std::unique_ptr<Gemm> make_gemm(Backend& backend, const GemmParams& params,
                                const BackendOptions& options) {
  return std::make_unique<HostGemm>(backend, params, options.precision);
}

}  // namespace canopy::cuda
