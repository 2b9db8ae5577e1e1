// Plans of cuDNN's graph interface for one convolution pass. The caller decides whether a plan is
// made for a GPU's handle or only for its properties, so that plans can be made and examined
// without a GPU.
#pragma once

#include <cudnn.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "ops/backend.h"
#include "ops/conv2d.h"

namespace canopy::cuda {

/// Throws Error(device) with the call, its source location and cuDNN's message.
void check_dnn(cudnnStatus_t code, const char* call, const char* file, int line);
#define CANOPY_DNN(call) ::canopy::cuda::check_dnn(call, #call, __FILE__, __LINE__)

/// Owns one of cuDNN's descriptors, which is created, given its attributes, finalised and
/// destroyed.
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
  /// Returns false if cuDNN does not support what the descriptor describes.
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

/// The identifiers of a plan's tensors, by which a run assigns their data.
enum DnnTensor : std::int64_t { dnn_image = 1, dnn_kernel, dnn_output };

struct DnnPlan {
  DnnDescriptor graph, configuration;  // the plan was made from these and may still refer to them
  DnnDescriptor plan;
  std::size_t workspace = 0;
  std::int64_t engine = -1;  // cuDNN's index of the engine
};

/// What a plan may use.
struct DnnLimits {
  Precision precision = Precision::fp32;
  bool deterministic = true;
  std::size_t workspace = 0;  // maximum, in bytes
};

/// Workspaces up to this size are not avoided by choosing a slower engine.
inline constexpr std::size_t dnn_small_workspace = std::size_t{128} << 20;

/// The plan within the limits that cuDNN's heuristics rank highest. tf32 and bf16 prefer engines
/// with tensor cores even to faster ones without; fp32 uses neither tensor cores nor transforms
/// (FFT, Winograd) that cost accuracy. Engines with a small workspace are preferred to those that
/// first convert whole batches to another layout: for the reference network's second layer on an
/// H100, 0.3 MB instead of 775 MB. `same` padding must be even, as in make_convolution.
/// Throws Error(device) if there is no such plan.
DnnPlan plan_convolution(const DnnTarget& target, ConvPass pass, const Conv2dParams& params, int n,
                         const DnnLimits& limits);

}  // namespace canopy::cuda
