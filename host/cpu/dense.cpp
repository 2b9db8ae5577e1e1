// The fully connected layer. Forward divides the inputs into parts whose sums are added in order;
// backward divides them into independent blocks of columns. Both divisions depend only on the
// shape, so the bits are the same on any number of threads.
#include "ops/dense.h"

#include <algorithm>
#include <numeric>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "cpu/simd/table.h"
#include "ops/math/activation.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t tiny = 1 << 15;  // multiplications; fewer are not worth a second thread
// Floats of x in a packed block of columns. In backward, the block of dx needs the same amount, and
// both share the L2 cache with the rows of weights that stream past.
constexpr std::int64_t packed_floats = 8192;

std::int64_t at_least_one(std::int64_t value) {
  return std::max<std::int64_t>(value, 1);
}

class CpuDense final : public Dense {
 public:
  CpuDense(const DenseParams& p, CpuBackend& backend) : p_(p) {
    const std::int64_t sums = p.max_items * p.units;
    // Column parts keep all threads busy as long as their sums are small; with many units, row
    // parts do.
    const std::int64_t max_parts = std::clamp<std::int64_t>((std::int64_t{1} << 20) / sums, 1, 64);
    column_parts_ = std::clamp<std::int64_t>(p.inputs / 8192, 1, max_parts);
    unit_parts_ = std::clamp<std::int64_t>(64 / column_parts_, 1, at_least_one(p.units / 64));
    if (p.inputs * p.units * p.max_items <= tiny) column_parts_ = unit_parts_ = 1;
    forward_columns_ = block(packed_floats, 512);
    // Large enough for efficient memory access, small enough to give every thread some blocks.
    backward_columns_ =
        block(packed_floats, std::clamp<std::int64_t>(p.inputs / 256 * 16, 64, 512));
    const std::int64_t blocks = (p.inputs + backward_columns_ - 1) / backward_columns_;
    backward_parts_ = std::min<std::int64_t>(blocks, 128);

    const auto floats = [&](std::int64_t count) { return allocate_floats(backend, count); };
    sums_ = floats(column_parts_ * sums);
    kept_ = floats(column_parts_ * sums * simd::max_lanes);
    const std::int64_t parts = column_parts_ * unit_parts_;
    packed_ = floats(
        std::max(parts * p.max_items * forward_columns_, backward_parts_ * backward_scratch()));
    if (!p.deferred_update) return;
    saved_dz_ = floats(sums);
    squares_ = backend.allocate(static_cast<std::size_t>(backward_parts_) * sizeof(double));
  }

  void prepare(int n) override { check_items(p_, n); }

  void forward(Stream&, int n, const float* x, const float* w, const float* b, float* y) override {
    check_items(p_, n);
    const std::int64_t sums = n * p_.units;
    parallel_parts(column_parts_ * unit_parts_, [&](std::int64_t part) {
      const std::int64_t column_part = part / unit_parts_, unit_part = part % unit_parts_;
      const std::int64_t first = p_.units * unit_part / unit_parts_;
      simd::DenseForward a;
      a.inputs = p_.inputs;
      a.begin = begin_of(column_part, column_parts_, simd::max_lanes);
      a.end = begin_of(column_part + 1, column_parts_, simd::max_lanes);
      a.columns = forward_columns_;
      a.n = n;
      a.units = p_.units * (unit_part + 1) / unit_parts_ - first;
      a.x = x;
      a.w = w + first * p_.inputs;
      a.sums = sums_.floats() + column_part * sums + first;
      a.sums_stride = p_.units;
      a.packed = packed_.floats() + part * p_.max_items * forward_columns_;
      a.kept = kept_.floats() + (column_part * sums + n * first) * simd::max_lanes;
      simd::table().dense_forward(a);
    });
    parallel_range(sums, 16384 / column_parts_, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        double total = p_.bias ? static_cast<double>(b[i % p_.units]) : 0.0;
        for (std::int64_t part = 0; part < column_parts_; ++part)
          total += static_cast<double>(sums_.floats()[part * sums + i]);
        y[i] = math::activate(p_.activation, static_cast<float>(total));
      }
    });
  }

  void backward(Stream&, int n, const DenseGradients& g) override {
    run_backward(n, g, nullptr, {});
  }

  void backward_update(Stream&, int n, const DenseGradients& g, const OptimizerParams& optimizer,
                       const StepScalars* step, const ParameterState& weights) override {
    const simd::Update update{optimizer, *step};
    run_backward(n, g, &update, weights);
  }

  void backward_norm(Stream&, int n, const DenseGradients& g, double* square) override {
    check_deferred_run(p_, n);
    apply_slope_and_sum_bias(n, g);
    std::copy(g.dy, g.dy + n * p_.units, saved_dz_.floats());
    double* squares = squares_.as<double>();
    run_columns(n, {g.x, g.w, nullptr, g.dy, nullptr, nullptr, g.dx}, nullptr, {}, squares);
    *square = std::accumulate(squares, squares + backward_parts_, 0.0);
  }

  void update(Stream&, int n, const float* x, const OptimizerParams& optimizer,
              const StepScalars* step, const ParameterState& weights, const float* scale) override {
    check_deferred_run(p_, n);
    float* dz = saved_dz_.floats();
    for (std::int64_t i = 0; i < n * p_.units; ++i) dz[i] *= *scale;
    const simd::Update update{optimizer, *step};
    run_columns(n, {x, weights.value, nullptr, dz, nullptr, nullptr, nullptr}, &update, weights);
  }

 private:
  /// Number of columns of a block whose packed items have about `floats` floats.
  std::int64_t block(std::int64_t floats, std::int64_t max_columns) const {
    const std::int64_t lanes = simd::max_lanes;
    return std::clamp(floats / p_.max_items / lanes * lanes, lanes, max_columns);
  }

  /// Floats that a part of backward needs: a block of x, one of dx and one of some units' gradient.
  std::int64_t backward_scratch() const {
    return (2 * std::int64_t{p_.max_items} + simd::dense_backward_units) * backward_columns_;
  }

  /// Where one of `parts` parts of the columns begins: at a multiple of `unit`.
  std::int64_t begin_of(std::int64_t part, std::int64_t parts, std::int64_t unit) const {
    const std::int64_t units = (p_.inputs + unit - 1) / unit;
    return std::min(p_.inputs, units * part / parts * unit);
  }

  void run_backward(int n, const DenseGradients& g, const simd::Update* update,
                    const ParameterState& weights) {
    check_items(p_, n);
    apply_slope_and_sum_bias(n, g);
    run_columns(n, g, update, weights);
  }

  /// From g.dy, the gradient before the activation, computes dx unless it is null, and one of dw,
  /// the update, or each part's sum of squares of the weight gradient.
  void run_columns(int n, const DenseGradients& g, const simd::Update* update,
                   const ParameterState& weights, double* squares = nullptr) {
    simd::DenseBackward a;
    a.inputs = p_.inputs;
    a.n = n;
    a.units = p_.units;
    a.x = g.x;
    a.dy = g.dy;
    a.w = g.w;
    a.dx = p_.input_gradient ? g.dx : nullptr;
    a.dw = squares ? nullptr : g.dw;
    a.update = update;
    a.value = weights.value;
    a.m = weights.m;
    a.v = weights.v;
    a.columns = backward_columns_;
    const auto run = [&, a](std::int64_t part) {
      simd::DenseBackward mine = a;
      mine.begin = begin_of(part, backward_parts_, backward_columns_);
      mine.end = begin_of(part + 1, backward_parts_, backward_columns_);
      mine.packed = packed_.floats() + part * backward_scratch();
      mine.square = squares ? squares + part : nullptr;
      simd::table().dense_backward(mine);
    };
    if (p_.inputs * p_.units * n <= tiny)
      for (std::int64_t part = 0; part < backward_parts_; ++part) run(part);
    else
      parallel_parts(backward_parts_, run);
  }

  /// Turns dy into the gradient before the activation; db is its sum over the items.
  void apply_slope_and_sum_bias(int n, const DenseGradients& g) const {
    if (p_.activation != Activation::linear)
      parallel_range(n * p_.units, 16384, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
          g.dy[i] *= math::activation_slope(p_.activation, g.y[i]);
      });
    if (!p_.bias) return;
    parallel_range(p_.units, at_least_one(16384 / at_least_one(n)),
                   [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t unit = begin; unit < end; ++unit) {
                       double total = 0;
                       for (std::int64_t item = 0; item < n; ++item)
                         total += static_cast<double>(g.dy[item * p_.units + unit]);
                       g.db[unit] = static_cast<float>(total);
                     }
                   });
  }

  DenseParams p_;
  std::int64_t column_parts_, unit_parts_, forward_columns_;
  std::int64_t backward_parts_, backward_columns_;
  Buffer sums_;     // [column_parts, n, units]
  Buffer kept_;     // [column_parts, units, n, max_lanes]
  Buffer packed_;   // a block of x for each part, in backward one of dx too
  Buffer saved_dz_;  // [max_items, units], from backward_norm to update
  Buffer squares_;  // [backward_parts] in double
};

}  // namespace

std::unique_ptr<Dense> CpuBackend::make_dense(const DenseParams& p) {
  check_dense(p);
  return std::make_unique<CpuDense>(p, *this);
}

}  // namespace canopy::cpu
