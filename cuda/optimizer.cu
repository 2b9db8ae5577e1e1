// The optimizers' step over an array of parameters.
// Bytes moved per parameter: Adam and AdamW 28 (read w, m, v and the gradient, write w, m, v), SGD
// 20. Adam's square root and division are hidden by the memory accesses.
#include "ops/optimizer.h"

#include "cuda/backend.h"
#include "cuda/update_rules.h"
#include "cuda/vector.h"

namespace canopy::cuda {
namespace {

/// Four parameters per thread. The step's scalars are read from device memory, so that a recorded
/// launch can be replayed with new ones.
template <class Rule>
__global__ void optimizer_update(std::int64_t count, bool vectors, OptimizerParams params,
                                 const StepScalars* step, const float* gradient,
                                 ParameterState state, const float* scale) {
  const Group g = group_of_thread(count, vectors);
  if (g.count < 1) return;
  const Rule rule(params, *step);
  Vector<group_size> slope = load(gradient, g);
  if (scale)
    for (int i = 0; i < group_size; ++i) slope.at[i] *= *scale;
  Vector<group_size> w = load(state.value, g), m = load(state.m, g), v = {};
  if constexpr (Rule::second_moment) v = load(state.v, g);
  for (int i = 0; i < group_size; ++i) rule(w.at[i], m.at[i], v.at[i], slope.at[i]);
  store(state.value, g, w);
  store(state.m, g, m);
  if constexpr (Rule::second_moment) store(state.v, g, v);
}

class CudaOptimizer final : public Optimizer {
 public:
  explicit CudaOptimizer(const OptimizerParams& p) : p_(p) {}

  void update(Stream& stream, std::int64_t count, const StepScalars* step, const float* gradient,
              const ParameterState& s, const float* scale) override {
    const bool vectors = aligned(gradient, s.value, s.m, s.v);
    if (p_.kind == OptimizerKind::sgd)
      launch(stream, over_groups("optimizer_update sgd", count), optimizer_update<SgdRule>, count,
             vectors, p_, step, gradient, s, scale);
    else
      launch(stream, over_groups("optimizer_update adam", count), optimizer_update<AdamRule>, count,
             vectors, p_, step, gradient, s, scale);
  }

 private:
  OptimizerParams p_;
};

}  // namespace

std::unique_ptr<Optimizer> CudaBackend::make_optimizer(const OptimizerParams& p) {
  check_optimizer(p);
  return std::make_unique<CudaOptimizer>(p);
}

}  // namespace canopy::cuda
