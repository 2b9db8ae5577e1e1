// cuBLASLt is column-major, so a row-major c = a b is computed as c^T = b^T a^T: the operands are
// swapped, and no data is moved.
#include "cuda/gemm.h"

#include <cublasLt.h>

#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "cuda/stream.h"

namespace canopy::cuda {
namespace {

void check_blas(cublasStatus_t code, const char* call, const char* file, int line) {
  if (code == CUBLAS_STATUS_SUCCESS) return;
  const std::string name(call, std::strcspn(call, "("));
  throw Error(ErrorKind::device,
              fmt::format("{}: {} ({}), {}", name, cublasLtGetStatusString(code),
                          cublasLtGetStatusName(code), source_location(file, line)));
}
#define CANOPY_BLAS(call) check_blas(call, #call, __FILE__, __LINE__)

// NVIDIA's recommendation for Hopper; a plan uses only as much as its algorithm needs.
constexpr std::uint64_t max_workspace = std::uint64_t{32} << 20;

class Handle {
 public:
  Handle() { CANOPY_BLAS(cublasLtCreate(&handle_)); }
  ~Handle() { cublasLtDestroy(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  cublasLtHandle_t get() const { return handle_; }

 private:
  cublasLtHandle_t handle_ = nullptr;
};

/// A matrix in memory: `rows` packed rows of `columns` values.
struct Matrix {
  std::int64_t rows, columns;
};

/// The alignment in bytes of all rows of the matrix, if its first row is aligned.
std::uint32_t alignment(const Matrix& m) {
  return m.columns % 4 == 0 ? 16 : m.columns % 2 == 0 ? 8 : 4;
}

/// The library's view of a matrix, which needs no freeing.
cublasLtMatrixLayoutOpaque_t layout(const Matrix& m) {
  cublasLtMatrixLayoutOpaque_t one;
  CANOPY_BLAS(cublasLtMatrixLayoutInit(&one, CUDA_R_32F, static_cast<std::uint64_t>(m.columns),
                                       static_cast<std::uint64_t>(m.rows), m.columns));
  return one;
}

/// Both fast types read float32 matrices and round the operands internally ("automatic
/// down-conversion" in cuBLAS's documentation); sums are float32.
cublasComputeType_t arithmetic(Precision precision) {
  switch (precision) {
    case Precision::tf32:
      return CUBLAS_COMPUTE_32F_FAST_TF32;
    case Precision::bf16:
      return CUBLAS_COMPUTE_32F_FAST_16BF;
    default:
      return CUBLAS_COMPUTE_32F;
  }
}

/// How one size of the product is computed.
struct Plan {
  cublasLtMatrixLayoutOpaque_t a, b, c;
  cublasLtMatmulAlgo_t algorithm;
  std::size_t workspace;
};

class LtGemm final : public Gemm {
 public:
  LtGemm(Backend& backend, const GemmParams& params, const BackendOptions& options)
      : p_(params), deterministic_(options.deterministic) {
    CANOPY_BLAS(cublasLtMatmulDescInit(&operation_, arithmetic(options.precision), CUDA_R_32F));
    set(CUBLASLT_MATMUL_DESC_TRANSA, p_.transpose_b);
    set(CUBLASLT_MATMUL_DESC_TRANSB, p_.transpose_a);
    const Plan& largest = plan(p_.rows, p_.inner);
    workspace_ = backend.allocate(largest.workspace);
    workspace_bytes_ = largest.workspace;
  }

  void prepare(std::int64_t rows, std::int64_t inner) override {
    if (rows > 0 && inner > 0) plan(rows, inner);
  }

  void run(Stream& stream, std::int64_t rows, std::int64_t inner, const float* a, const float* b,
           float* c) override {
    if (rows == 0) return;
    if (rows > p_.rows || inner > p_.inner)
      throw std::invalid_argument("gemm: the matrices are larger than planned");
    Plan& plan = this->plan(rows, inner);
    const float one = 1, zero = 0;
    CANOPY_BLAS(cublasLtMatmul(handle_.get(), &operation_, &one, b, &plan.b, a, &plan.a, &zero, c,
                               &plan.c, c, &plan.c, &plan.algorithm, workspace_.data(),
                               workspace_bytes_, handle(stream)));
  }

 private:
  void set(cublasLtMatmulDescAttributes_t attribute, bool transpose) {
    const cublasOperation_t operation = transpose ? CUBLAS_OP_T : CUBLAS_OP_N;
    CANOPY_BLAS(
        cublasLtMatmulDescSetAttribute(&operation_, attribute, &operation, sizeof operation));
  }

  /// The plan for this size. The first plan, for the largest size, determines the workspace. All
  /// others must fit into it, and use the first plan's algorithm if it supports their size.
  Plan& plan(std::int64_t rows, std::int64_t inner) {
    const auto found = plans_.find({rows, inner});
    if (found != plans_.end()) return found->second;
    const Matrix a = p_.transpose_a ? Matrix{inner, rows} : Matrix{rows, inner};
    const Matrix b = p_.transpose_b ? Matrix{p_.columns, inner} : Matrix{inner, p_.columns};
    const Matrix c{rows, p_.columns};
    Plan plan{layout(a), layout(b), layout(c), {}, 0};
    if (plans_.empty() || !reuse(plan)) choose(plan, alignment(a), alignment(b), alignment(c));
    return plans_.emplace(std::pair(rows, inner), plan).first->second;
  }

  bool reuse(Plan& plan) {
    const Plan& largest = plans_.at({p_.rows, p_.inner});
    cublasLtMatmulHeuristicResult_t result{};
    const cublasStatus_t code =
        cublasLtMatmulAlgoCheck(handle_.get(), &operation_, &plan.b, &plan.a, &plan.c, &plan.c,
                                &largest.algorithm, &result);
    if (code != CUBLAS_STATUS_SUCCESS || result.workspaceSize > workspace_bytes_) return false;
    plan.algorithm = largest.algorithm;
    return true;
  }

  void choose(Plan& plan, std::uint32_t align_a, std::uint32_t align_b, std::uint32_t align_c) {
    cublasLtMatmulPreferenceOpaque_t preference;
    CANOPY_BLAS(cublasLtMatmulPreferenceInit(&preference));
    const auto prefer = [&](cublasLtMatmulPreferenceAttributes_t attribute, auto value) {
      CANOPY_BLAS(
          cublasLtMatmulPreferenceSetAttribute(&preference, attribute, &value, sizeof value));
    };
    prefer(CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
           plans_.empty() ? max_workspace : std::uint64_t{workspace_bytes_});
    // Parts of a sum are added from the workspace in a fixed order.
    if (deterministic_)
      prefer(CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
             std::uint32_t{CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE});
    prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, align_b);
    prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, align_a);
    prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, align_c);
    prefer(CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, align_c);
    cublasLtMatmulHeuristicResult_t best{};
    int found = 0;
    CANOPY_BLAS(cublasLtMatmulAlgoGetHeuristic(handle_.get(), &operation_, &plan.b, &plan.a,
                                               &plan.c, &plan.c, &preference, 1, &best, &found));
    if (found == 0)
      throw Error(ErrorKind::device, "cublasLtMatmulAlgoGetHeuristic: no algorithm for this size");
    CANOPY_BLAS(best.state);
    plan.algorithm = best.algo;
    plan.workspace = best.workspaceSize;
  }

  GemmParams p_;
  bool deterministic_;
  Handle handle_;
  cublasLtMatmulDescOpaque_t operation_;
  std::map<std::pair<std::int64_t, std::int64_t>, Plan> plans_;  // by rows and inner
  Buffer workspace_;
  std::size_t workspace_bytes_ = 0;
};

}  // namespace

std::unique_ptr<Gemm> make_gemm(Backend& backend, const GemmParams& params,
                                const BackendOptions& options) {
  return std::make_unique<LtGemm>(backend, params, options);
}

}  // namespace canopy::cuda
