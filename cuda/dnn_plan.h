// Plans of cuDNN's graph interface for one convolution pass. What a plan is made for, a GPU's
// handle or only its properties, is the caller's: so plans can be made, and looked at, without a
// GPU.
#pragma once

#include <cudnn.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "ops/backend.h"
#include "ops/conv2d.h"

namespace canopy::cuda {

/// Throws Error(device) that names the call, its place and cuDNN's own words.
void check_dnn(cudnnStatus_t code, const char* call, const char* file, int line);
#define CANOPY_DNN(call) ::canopy::cuda::check_dnn(call, #call, __FILE__, __LINE__)

/// One of cuDNN's descriptors: made, given its attributes, finalised, destroyed.
class DnnDescriptor {
 public:
  DnnDescriptor() = default;
  explicit DnnDescriptor(cudnnBackendDescriptorType_t type);
  ~DnnDescriptor();
  DnnDescriptor(DnnDescriptor&& other) noexcept : handle_(other.handle_) {
    other.handle_ = nullptr;
  }
  DnnDescriptor& operator=(DnnDescriptor&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  DnnDescriptor(const DnnDescriptor&) = delete;
  DnnDescriptor& operator=(const DnnDescriptor&) = delete;

  cudnnBackendDescriptor_t get() const { return handle_; }
  void set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, std::int64_t count,
           const void* values);
  template <class T>
  void set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, T value) {
    set(name, type, 1, &value);
  }
  void set(cudnnBackendAttributeName_t name, const std::vector<std::int64_t>& values);
  void set(cudnnBackendAttributeName_t name, const DnnDescriptor& other);
  void finalize();
  /// False where cuDNN cannot do what the descriptor asks for.
  bool try_finalize();
  std::int64_t number(cudnnBackendAttributeName_t name) const;

 private:
  cudnnBackendDescriptor_t handle_ = nullptr;
};

/// What plans are made for.
class DnnTarget {
 public:
  virtual ~DnnTarget() = default;
  virtual void set_graph(DnnDescriptor& graph) const = 0;
  virtual void set_heuristics(DnnDescriptor& heuristics) const = 0;
  virtual void set_plan(DnnDescriptor& plan) const = 0;
};

enum class ConvPass { forward, backward_input, backward_kernel };

/// The tensors of a plan, by the names that its data are given under.
enum DnnTensor : std::int64_t { dnn_image = 1, dnn_kernel, dnn_output };

struct DnnPlan {
  DnnDescriptor graph, configuration;  // what the plan was made of; it may still refer to them
  DnnDescriptor plan;
  std::size_t workspace = 0;
  std::int64_t engine = -1;  // cuDNN's own number of it
};

/// What a plan may do.
struct DnnLimits {
  Precision precision = Precision::fp32;
  bool deterministic = true;
  std::size_t workspace = 0;  // at most so many bytes
};

/// No slower engine is taken to save a workspace up to this.
inline constexpr std::size_t dnn_small_workspace = std::size_t{128} << 20;

/// The plan that cuDNN's heuristics think best of those within the limits. tf32 and bf16 rather
/// have a slower engine with tensor cores than one without; fp32 takes no tensor cores, and no
/// transform (FFT, Winograd) that costs accuracy. An engine with a small workspace comes before one
/// that turns whole batches into another layout first: for the reference network's second layer
/// 0.3 MB against 775 MB on an H100. `same` padding must be even, as in make_convolution.
/// Throws Error(device) when there is none.
DnnPlan plan_convolution(const DnnTarget& target, ConvPass pass, const Conv2dParams& params, int n,
                         const DnnLimits& limits);

}  // namespace canopy::cuda
