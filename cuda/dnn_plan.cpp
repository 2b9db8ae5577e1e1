#include "cuda/dnn_plan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "cuda/check.h"

namespace canopy::cuda {
namespace {

using Sizes = std::vector<std::int64_t>;

/// A tensor with dimensions [items, channels, height, width] in cuDNN's order, stored as items,
/// height, width, channels. A convolution's kernel is such a tensor too, with its filters as items.
DnnDescriptor tensor(DnnTensor id, std::int64_t items, const Image& image) {
  constexpr std::int64_t alignment = 16;  // bytes; the minimum of all buffers
  DnnDescriptor one(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  one.set(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT);
  one.set(CUDNN_ATTR_TENSOR_DIMENSIONS, Sizes{items, image.channels, image.height, image.width});
  one.set(CUDNN_ATTR_TENSOR_STRIDES,
          Sizes{image.size(), 1, image.width * image.channels, image.channels});
  one.set(CUDNN_ATTR_TENSOR_UNIQUE_ID, Sizes{id});
  one.set(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, Sizes{alignment});
  one.finalize();
  return one;
}

/// Zeros before the first row or column; `same` padding must need an even number of zeros in total.
std::int64_t zeros_before(std::int64_t in, std::int64_t out, int kernel, int stride,
                          Padding padding) {
  return padding == Padding::valid
             ? 0
             : std::max<std::int64_t>((out - 1) * stride + kernel - in, 0) / 2;
}

DnnDescriptor convolution(const Conv2dParams& p) {
  const Image out = p.output();
  const Sizes zeros = {
      zeros_before(p.input.height, out.height, p.kernel_height, p.stride_height, p.padding),
      zeros_before(p.input.width, out.width, p.kernel_width, p.stride_width, p.padding)};
  DnnDescriptor one(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
  one.set(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, Sizes{2});
  one.set(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT);
  one.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, CUDNN_CROSS_CORRELATION);
  one.set(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, zeros);
  one.set(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, zeros);
  one.set(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, Sizes{p.stride_height, p.stride_width});
  one.set(CUDNN_ATTR_CONVOLUTION_DILATIONS, Sizes{1, 1});
  one.finalize();
  return one;
}

/// The attributes of a pass's operation.
struct Attributes {
  cudnnBackendDescriptorType_t type;
  cudnnBackendAttributeName_t image, kernel, output, convolution, alpha, beta;
};

constexpr Attributes attributes_of(ConvPass pass) {
  switch (pass) {
    case ConvPass::backward_input:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA};
    case ConvPass::backward_kernel:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA};
    default:
      return {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
              CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA};
  }
}

/// A graph of the pass alone. Finalised descriptors keep the data they need from those they refer
/// to.
DnnDescriptor graph_of(const DnnTarget& target, ConvPass pass, const Conv2dParams& p, int n) {
  const Attributes attributes = attributes_of(pass);
  const DnnDescriptor image = tensor(dnn_image, n, p.input);
  const DnnDescriptor kernel =
      tensor(dnn_kernel, p.filters, {p.kernel_height, p.kernel_width, p.input.channels});
  const DnnDescriptor output = tensor(dnn_output, n, p.output());
  const DnnDescriptor shape = convolution(p);
  DnnDescriptor operation(attributes.type);
  operation.set(attributes.image, image);
  operation.set(attributes.kernel, kernel);
  operation.set(attributes.output, output);
  operation.set(attributes.convolution, shape);
  operation.set(attributes.alpha, CUDNN_TYPE_FLOAT, 1.0f);
  operation.set(attributes.beta, CUDNN_TYPE_FLOAT, 0.0f);
  operation.finalize();
  DnnDescriptor graph(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
  target.set_graph(graph);
  graph.set(CUDNN_ATTR_OPERATIONGRAPH_OPS, operation);
  graph.finalize();
  return graph;
}

/// The engine configurations that a heuristic proposes, best first; may be empty.
std::vector<DnnDescriptor> configurations(const DnnTarget& target, const DnnDescriptor& graph,
                                          cudnnBackendHeurMode_t mode) {
  DnnDescriptor heuristics(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
  target.set_heuristics(heuristics);
  heuristics.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
  heuristics.set(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode);
  if (!heuristics.try_finalize()) return {};
  std::int64_t count = 0;
  CANOPY_DNN(cudnnBackendGetAttribute(heuristics.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                      CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, &count, nullptr));
  std::vector<DnnDescriptor> found;
  std::vector<cudnnBackendDescriptor_t> handles;
  for (std::int64_t i = 0; i < count; ++i) {
    found.emplace_back(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
    handles.push_back(found.back().get());
  }
  CANOPY_DNN(cudnnBackendGetAttribute(heuristics.get(), CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                      CUDNN_TYPE_BACKEND_DESCRIPTOR, count, &count,
                                      handles.data()));
  found.resize(static_cast<std::size_t>(count));
  return found;
}

DnnDescriptor engine_of(const DnnDescriptor& configuration) {
  DnnDescriptor engine(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
  cudnnBackendDescriptor_t handle = engine.get();
  std::int64_t count = 0;
  CANOPY_DNN(cudnnBackendGetAttribute(configuration.get(), CUDNN_ATTR_ENGINECFG_ENGINE,
                                      CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count, &handle));
  return engine;
}

enum class Fit { not_allowed, allowed, preferred };

/// How well an engine's arithmetic fits the limits, according to its numerical notes.
Fit fit(const DnnDescriptor& engine, const DnnLimits& limits) {
  std::array<cudnnBackendNumericalNote_t, CUDNN_NUMERICAL_NOTE_TYPE_COUNT> notes{};
  std::int64_t count = 0;
  CANOPY_DNN(cudnnBackendGetAttribute(engine.get(), CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                      CUDNN_TYPE_NUMERICAL_NOTE, notes.size(), &count,
                                      notes.data()));
  const auto has_any = [&](auto... which) {
    return std::any_of(notes.begin(), notes.begin() + count,
                       [&](cudnnBackendNumericalNote_t note) { return ((note == which) || ...); });
  };
  if (has_any(CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION)) return Fit::not_allowed;
  if (limits.deterministic && has_any(CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC))
    return Fit::not_allowed;
  const bool tensor_cores = has_any(CUDNN_NUMERICAL_NOTE_TENSOR_CORE);
  if (limits.precision != Precision::fp32) return tensor_cores ? Fit::preferred : Fit::allowed;
  if (tensor_cores ||
      has_any(CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS, CUDNN_NUMERICAL_NOTE_FFT,
              CUDNN_NUMERICAL_NOTE_WINOGRAD, CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_4x4,
              CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_6x6, CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_13x13))
    return Fit::not_allowed;
  // Engine 0 supports everything and is the slowest.
  return engine.number(CUDNN_ATTR_ENGINE_GLOBAL_INDEX) == 0 ? Fit::allowed : Fit::preferred;
}

/// The plan of a configuration; its engine is -1 if cuDNN does not support it after all.
DnnPlan plan_of(const DnnTarget& target, const DnnDescriptor& configuration) {
  DnnPlan made;
  made.plan = DnnDescriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
  target.set_plan(made.plan);
  made.plan.set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configuration);
  if (!made.plan.try_finalize()) return made;
  made.workspace =
      static_cast<std::size_t>(made.plan.number(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE));
  made.engine = engine_of(configuration).number(CUDNN_ATTR_ENGINE_GLOBAL_INDEX);
  return made;
}

}  // namespace

void check_dnn(cudnnStatus_t code, const char* call, const char* file, int line) {
  if (code == CUDNN_STATUS_SUCCESS) return;
  const std::string name(call, std::strcspn(call, "("));
  std::array<char, 512> details{};
  cudnnGetLastErrorString(details.data(), details.size() - 1);
  throw Error(ErrorKind::device,
              fmt::format("{}: {}{}, {}", name, cudnnGetErrorString(code),
                          details[0] ? fmt::format(" ({})", details.data()) : "",
                          source_location(file, line)));
}

DnnDescriptor::DnnDescriptor(cudnnBackendDescriptorType_t type) {
  CANOPY_DNN(cudnnBackendCreateDescriptor(type, &handle_));
}
DnnDescriptor::~DnnDescriptor() {
  if (handle_) cudnnBackendDestroyDescriptor(handle_);
}

void DnnDescriptor::set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                        std::int64_t count, const void* values) {
  CANOPY_DNN(cudnnBackendSetAttribute(handle_, name, type, count, values));
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, const Sizes& values) {
  set(name, CUDNN_TYPE_INT64, static_cast<std::int64_t>(values.size()), values.data());
}
void DnnDescriptor::set(cudnnBackendAttributeName_t name, const DnnDescriptor& other) {
  set(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &other.handle_);
}

void DnnDescriptor::finalize() {
  CANOPY_DNN(cudnnBackendFinalize(handle_));
}

bool DnnDescriptor::try_finalize() {
  const cudnnStatus_t code = cudnnBackendFinalize(handle_);
  if (CUDNN_STATUS_CATEGORY(code) == CUDNN_STATUS_NOT_SUPPORTED) return false;
  CANOPY_DNN(code);
  return true;
}

std::int64_t DnnDescriptor::number(cudnnBackendAttributeName_t name) const {
  std::int64_t value = 0, count = 0;
  CANOPY_DNN(cudnnBackendGetAttribute(handle_, name, CUDNN_TYPE_INT64, 1, &count, &value));
  return value;
}

DnnPlan plan_convolution(const DnnTarget& target, ConvPass pass, const Conv2dParams& params, int n,
                         const DnnLimits& limits) {
  DnnDescriptor graph = graph_of(target, pass, params, n);
  std::vector<DnnDescriptor> candidates;
  for (const cudnnBackendHeurMode_t mode : {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK})
    for (DnnDescriptor& one : configurations(target, graph, mode))
      candidates.push_back(std::move(one));
  std::vector<Fit> fits;
  for (const DnnDescriptor& one : candidates) fits.push_back(fit(engine_of(one), limits));

  const std::size_t small = std::min(limits.workspace, dnn_small_workspace);
  const std::pair<Fit, std::size_t> rounds[] = {{Fit::preferred, small},
                                                {Fit::preferred, limits.workspace},
                                                {Fit::allowed, limits.workspace}};
  for (const auto& [required, workspace] : rounds)
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (fits[i] != required) continue;
      DnnPlan made = plan_of(target, candidates[i]);
      if (made.engine < 0 || made.workspace > workspace) continue;
      made.graph = std::move(graph);
      made.configuration = std::move(candidates[i]);
      return made;
    }
  throw Error(ErrorKind::device, "cuDNN has no plan for this convolution within its limits");
}

}  // namespace canopy::cuda
