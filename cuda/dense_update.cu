// A dense layer's backward and its optimizer's step in one pass over the weights: dx from the old
// weights, the weight gradient only in registers, and the update.
//
// Bytes moved per weight: Adam and AdamW 24 (read and write w, m, v), SGD 16; x is read and dx
// written once. Reference layer (6,019,376 inputs, 128 units, batch 16, Adam): 18.5 GB + 0.8
// GB, 5.8 ms at 3.35 TB/s (H100), 4.0 ms at 4.8 TB/s (H200). Arithmetic: 2 * 16 multiply-adds per
// weight (gradient and dx), 49 GFLOP, and about 35 instructions for Adam's root and division: about
// 67 instructions per weight, 1.7 ms of an H100's issue slots.
//
// A thread has 4 columns (inputs) of all units, so that it sums dx[16 items, 4 columns] in 64
// registers, independently of all other blocks. It processes four units at a time: 12 loads of 16
// bytes (w, m, v) are in flight at once, followed by 16 items' gradients and dx, the update and 12
// stores. 128 threads keep 32 kB of x in shared memory (each its own columns) and 4 kB of dz; with
// up to 168 registers, three blocks fit on an SM: 12 warps * 32 lanes * 192 B = 74 kB of loads in
// flight, whereas 18 kB would hide the latency of the memory (3.35 TB/s * 700 ns / 132 SMs).
//
// The second kernel is for small layers, layers without dx and more than 16 items: Gemm computes dx
// before it (4 more bytes per weight), the units are divided among blocks, and for four units at a
// time all items are added to a gradient in 16 registers.
//
// All arithmetic is in plain float32. With bf16 the operands of both products (x, dz and, for dx,
// the weights) are rounded in registers; the updated weights are not.
#include "cuda/dense_kernels.h"

#include <algorithm>

#include "cuda/unroll.h"
#include "cuda/update_rules.h"
#include "cuda/vector.h"

namespace canopy::cuda {
namespace {

constexpr int columns_each = 4;  // per thread
constexpr int units_each = 4;    // processed at once
constexpr int dx_threads = 128;  // per block of the kernel with dx
constexpr int dz_units = 64;     // units whose dz is in shared memory at once
constexpr int update_threads = 256;

/// Blocks per SM of the kernel with dx. The rounded weights need 16 more registers.
constexpr int dx_blocks(Precision precision) {
  return precision == Precision::bf16 ? 2 : 3;
}

struct UpdatePass {
  DenseShape shape;
  const float *x, *dz;
  float* dx;
  OptimizerParams optimizer;
  const StepScalars* step;
  ParameterState weights;
  std::int64_t units_of_block;  // second kernel; a multiple of units_each
};

/// A thread's four columns. They are adjacent if rows consist of whole vectors (lanes 4), otherwise
/// blockDim.x apart (lanes 1), so that a warp's accesses are adjacent in both cases.
template <int lanes>
class ThreadColumns {
 public:
  __device__ __forceinline__ explicit ThreadColumns(std::int64_t inputs) : inputs_(inputs) {
    first_ = static_cast<std::int64_t>(blockIdx.x) * blockDim.x * columns_each +
             threadIdx.x * static_cast<unsigned>(lanes);
  }
  __device__ __forceinline__ bool any() const { return first_ < inputs_; }

  /// Loads from row `row` of a matrix with `inputs` columns; zeros past the last column.
  __device__ __forceinline__ Vector<columns_each> load(const float* matrix,
                                                       std::int64_t row) const {
    Vector<columns_each> value = {};
    const float* from = matrix + row * inputs_ + first_;
    if constexpr (lanes == columns_each) {
      if (any()) value = cuda::load<columns_each>(from);
    } else {
      CANOPY_UNROLL
      for (int l = 0; l < columns_each; ++l)
        if (here(l)) value.at[l] = from[l * blockDim.x];
    }
    return value;
  }
  __device__ __forceinline__ void store(float* matrix, std::int64_t row,
                                        const Vector<columns_each>& value) const {
    float* to = matrix + row * inputs_ + first_;
    if constexpr (lanes == columns_each) {
      if (any()) cuda::store<columns_each>(to, value);
    } else {
      CANOPY_UNROLL
      for (int l = 0; l < columns_each; ++l)
        if (here(l)) to[l * blockDim.x] = value.at[l];
    }
  }

 private:
  __device__ __forceinline__ bool here(int l) const { return first_ + l * blockDim.x < inputs_; }
  std::int64_t inputs_, first_;
};

/// Four units' weights of a thread's columns, with their state.
template <class Rule, int lanes>
struct WeightGroup {
  Vector<columns_each> w[units_each], m[units_each], v[units_each];

  __device__ __forceinline__ void load(const ThreadColumns<lanes>& columns,
                                       const ParameterState& weights, std::int64_t unit,
                                       std::int64_t units) {
    CANOPY_UNROLL
    for (int u = 0; u < units_each; ++u) {
      w[u] = m[u] = v[u] = {};
      if (unit + u >= units) continue;  // the same for all threads
      w[u] = columns.load(weights.value, unit + u);
      m[u] = columns.load(weights.m, unit + u);
      if constexpr (Rule::second_moment) v[u] = columns.load(weights.v, unit + u);
    }
  }

  __device__ __forceinline__ void update(const Rule& rule, const Vector<columns_each>* gradient,
                                         const ThreadColumns<lanes>& columns,
                                         const ParameterState& weights, std::int64_t unit,
                                         std::int64_t units) {
    CANOPY_UNROLL
    for (int u = 0; u < units_each; ++u) {
      if (unit + u >= units) continue;
      CANOPY_UNROLL
      for (int l = 0; l < columns_each; ++l)
        rule(w[u].at[l], m[u].at[l], v[u].at[l], gradient[u].at[l]);
      columns.store(weights.value, unit + u, w[u]);
      columns.store(weights.m, unit + u, m[u]);
      if constexpr (Rule::second_moment) columns.store(weights.v, unit + u, v[u]);
    }
  }
};

template <class Rule, int lanes, Precision precision>
__global__ __launch_bounds__(dx_threads,
                             dx_blocks(precision)) void dense_update_with_dx(UpdatePass a) {
  // x[item] of each thread's columns, and dz[units / 4, item, 4]
  __shared__ Vector<columns_each> held_x[dense_items][dx_threads];
  __shared__ Vector<units_each> held_dz[dz_units / units_each][dense_items];
  const ThreadColumns<lanes> columns(a.shape.inputs);
  const Rule rule(a.optimizer, *a.step);
  const int me = static_cast<int>(threadIdx.x);
  for (int i = 0; i < dense_items; ++i)
    held_x[i][me] =
        i < a.shape.n ? rounded(columns.load(a.x, i), precision) : Vector<columns_each>{};

  Vector<columns_each> dx[dense_items] = {};
  for (std::int64_t first = 0; first < a.shape.units; first += dz_units) {
    __syncthreads();  // all threads have read the previous units' dz
    for (int k = me; k < dz_units * dense_items; k += dx_threads) {
      const int unit = k % dz_units, item = k / dz_units;
      held_dz[unit / units_each][item].at[unit % units_each] =
          item < a.shape.n && first + unit < a.shape.units
              ? math::round_operand(a.dz[item * a.shape.units + first + unit], precision)
              : 0.0f;
    }
    __syncthreads();
    for (int group = 0; group < dz_units / units_each; ++group) {
      const std::int64_t unit = first + group * units_each;
      if (unit >= a.shape.units) break;
      WeightGroup<Rule, lanes> weights;
      weights.load(columns, a.weights, unit, a.shape.units);
      Vector<columns_each> gradient[units_each] = {}, factor[units_each];
      CANOPY_UNROLL
      for (int u = 0; u < units_each; ++u) factor[u] = rounded(weights.w[u], precision);
      CANOPY_UNROLL
      for (int i = 0; i < dense_items; ++i) {
        const Vector<columns_each> x = held_x[i][me];
        const Vector<units_each> dz = held_dz[group][i];
        CANOPY_UNROLL
        for (int u = 0; u < units_each; ++u) {
          for (int l = 0; l < columns_each; ++l) {
            gradient[u].at[l] += dz.at[u] * x.at[l];
            dx[i].at[l] += dz.at[u] * factor[u].at[l];
          }
        }
      }
      weights.update(rule, gradient, columns, a.weights, unit, a.shape.units);
    }
  }
  CANOPY_UNROLL
  for (int i = 0; i < dense_items; ++i)
    if (i < a.shape.n) columns.store(a.dx, i, dx[i]);
}

/// Units from blockIdx.y * units_of_block on. All lanes of a warp read the same dz, and a block's x
/// is read from the caches again for every four units.
template <class Rule, int lanes, Precision precision>
__global__ __launch_bounds__(update_threads, 2) void dense_update_alone(UpdatePass a) {
  const ThreadColumns<lanes> columns(a.shape.inputs);
  if (!columns.any()) return;
  const Rule rule(a.optimizer, *a.step);
  const std::int64_t begin = blockIdx.y * a.units_of_block;
  const std::int64_t end =
      begin + a.units_of_block < a.shape.units ? begin + a.units_of_block : a.shape.units;
  for (std::int64_t unit = begin; unit < end; unit += units_each) {
    WeightGroup<Rule, lanes> weights;
    weights.load(columns, a.weights, unit, end);
    Vector<columns_each> gradient[units_each] = {};
    for (int i = 0; i < a.shape.n; ++i) {
      const Vector<columns_each> x = rounded(columns.load(a.x, i), precision);
      CANOPY_UNROLL
      for (int u = 0; u < units_each; ++u) {
        const float dz = unit + u < end
                             ? math::round_operand(a.dz[i * a.shape.units + unit + u], precision)
                             : 0.0f;
        CANOPY_UNROLL
        for (int l = 0; l < columns_each; ++l) gradient[u].at[l] += dz * x.at[l];
      }
    }
    weights.update(rule, gradient, columns, a.weights, unit, end);
  }
}

template <class Rule, int lanes, Precision precision>
void launch_pass(Stream& stream, UpdatePass pass) {
  const std::int64_t units = pass.shape.units;
  const auto blocks = [&](int threads) {
    return blocks_for(pass.shape.inputs, threads * columns_each);
  };
  if (pass.dx) {
    launch(stream, {"dense_update_with_dx", dim3(blocks(dx_threads)), dim3(dx_threads)},
           dense_update_with_dx<Rule, lanes, precision>, pass);
    return;
  }
  constexpr std::int64_t enough_blocks = 1056;  // 8 for each of an H100's SMs
  const unsigned across = blocks(update_threads);
  const std::int64_t groups = (units + units_each - 1) / units_each;
  const std::int64_t parts = std::clamp<std::int64_t>((enough_blocks + across - 1) / across, 1,
                                                      std::min<std::int64_t>(groups, 65535));
  pass.units_of_block = (groups + parts - 1) / parts * units_each;
  const auto down = static_cast<unsigned>((units + pass.units_of_block - 1) / pass.units_of_block);
  launch(stream, {"dense_update_alone", dim3(across, down), dim3(update_threads)},
         dense_update_alone<Rule, lanes, precision>, pass);
}

template <class Rule, Precision precision>
void launch_rule(Stream& stream, const UpdatePass& pass, bool vectors) {
  vectors ? launch_pass<Rule, 4, precision>(stream, pass)
          : launch_pass<Rule, 1, precision>(stream, pass);
}

template <Precision precision>
void launch_in(Stream& stream, const UpdatePass& pass, bool vectors) {
  if (pass.optimizer.kind == OptimizerKind::sgd)
    launch_rule<SgdRule, precision>(stream, pass, vectors);
  else
    launch_rule<AdamRule, precision>(stream, pass, vectors);
}

}  // namespace

bool dense_update_makes_dx(const DenseShape& shape) {
  // A block processes all units, which is fast if there are few units or enough blocks.
  return shape.n <= dense_items && (shape.units <= 16 || shape.inputs >= 65536);
}

void dense_update(Stream& stream, const DenseShape& shape, const float* x, const float* dz,
                  float* dx, const OptimizerParams& optimizer, const StepScalars* step,
                  const ParameterState& weights) {
  const UpdatePass pass{shape, x, dz, dx, optimizer, step, weights, 0};
  const bool vectors =
      shape.inputs % columns_each == 0 && aligned(x, dx, weights.value, weights.m, weights.v);
  if (shape.precision == Precision::bf16)
    launch_in<Precision::bf16>(stream, pass, vectors);
  else
    launch_in<Precision::fp32>(stream, pass, vectors);
}

}  // namespace canopy::cuda
