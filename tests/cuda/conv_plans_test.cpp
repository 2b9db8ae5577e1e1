// cuDNN's plans for every convolution of the suite and of the committed configurations, made for
// GPUs that need not be present: cuDNN can make plans for a GPU's properties.
#include <algorithm>
#include <array>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "base/error.h"
#include "cuda/dnn_plan.h"
#include "ops/conv_cases.h"

using namespace canopy;
using namespace canopy::cuda;
using namespace canopy::test;

#if CUDNN_VERSION < 90800
TEST_CASE("cuDNN plans every convolution") {
  SKIP("this version of cuDNN can make plans only for GPUs that are present");
}
#else
namespace {

constexpr std::size_t limit = std::size_t{1} << 30;

struct Gpu {
  const char* name;
  int version, processors, shared_memory, threads;
};
constexpr Gpu a100{"A100", 800, 108, 166912, 2048};
constexpr Gpu h100{"H100", 900, 132, 232448, 2048};
constexpr Gpu b200{"B200", 1000, 148, 232448, 2048};
constexpr Gpu rtx_5090{"RTX 5090", 1200, 170, 101376, 1536};

std::string properties(const Gpu& gpu) {
  const auto field = [](const std::string& name, std::int64_t value) {
    return ",\"" + name + "\":" + std::to_string(value);
  };
  return "{\"maxGridSize\":[2147483647,65535,65535],\"maxBlockSize\":[1024,1024,64]" +
         field("regsPerBlock", 65536) + field("multiProcessorCount", gpu.processors) +
         field("warpSize", 32) + field("maxSharedMemoryPerBlock", 49152) +
         field("maxSharedMemoryPerBlockOptin", gpu.shared_memory) +
         field("reservedSharedMemoryPerBlock", 1024) + field("maxRegistersPerSM", 65536) +
         field("maxCtasPerSM", 24) + field("maxThreadsPerBlock", 1024) +
         field("maxThreadsPerSM", gpu.threads) + field("pciDeviceId", 0) + field("isTccDriver", 0) +
         field("supportCoopLaunch", 1) + field("smClockRateKHz", 1980000) +
         field("memClockRateKHz", 2619000) + field("l2CacheSize", 52428800) +
         field("deviceVer", gpu.version) + field("driverVer", 13000) + field("cudaDeviceId", 0) +
         field("totalGlobalMem", 80000000000) + ",\"deviceName\":\"" + gpu.name + "\"}";
}

class Properties final : public DnnTarget {
 public:
  explicit Properties(const Gpu& gpu) : properties_(CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR) {
    const std::string text = properties(gpu);
    properties_.set(CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION, CUDNN_TYPE_CHAR,
                    static_cast<std::int64_t>(text.size() + 1), text.c_str());
    properties_.finalize();
  }
  void set_graph(DnnDescriptor&) const override {}
  void set_heuristics(DnnDescriptor& heuristics) const override {
    heuristics.set(CUDNN_ATTR_ENGINEHEUR_DEVICEPROP, properties_);
  }
  void set_plan(DnnDescriptor& plan) const override {
    plan.set(CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP, properties_);
  }

 private:
  DnnDescriptor properties_;
};

/// Whether cuDNN's description of the plan's engine has this numerical note.
bool has_note(const DnnPlan& plan, cudnnBackendNumericalNote_t note) {
  DnnDescriptor configuration(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
  DnnDescriptor engine(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
  std::int64_t count = 0;
  cudnnBackendDescriptor_t handle = configuration.get();
  CANOPY_DNN(cudnnBackendGetAttribute(plan.plan.get(), CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG,
                                      CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count, &handle));
  handle = engine.get();
  CANOPY_DNN(cudnnBackendGetAttribute(configuration.get(), CUDNN_ATTR_ENGINECFG_ENGINE,
                                      CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count, &handle));
  std::array<cudnnBackendNumericalNote_t, CUDNN_NUMERICAL_NOTE_TYPE_COUNT> notes{};
  CANOPY_DNN(cudnnBackendGetAttribute(engine.get(), CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                      CUDNN_TYPE_NUMERICAL_NOTE, notes.size(), &count,
                                      notes.data()));
  return std::find(notes.begin(), notes.begin() + count, note) != notes.begin() + count;
}

/// The convolution as cuDNN gets it: with odd `same` padding, the image is padded in advance.
Conv2dParams as_planned(Conv2dParams p) {
  if (p.padding == Padding::valid) return p;
  const Image out = p.output();
  const auto zeros = [](std::int64_t in, std::int64_t to, int kernel, int stride) {
    return std::max<std::int64_t>((to - 1) * stride + kernel - in, 0);
  };
  const std::int64_t high = zeros(p.input.height, out.height, p.kernel_height, p.stride_height);
  const std::int64_t wide = zeros(p.input.width, out.width, p.kernel_width, p.stride_width);
  if (high % 2 == 0 && wide % 2 == 0) return p;
  p.input.height += high;
  p.input.width += wide;
  p.padding = Padding::valid;
  return p;
}

ConvCase reference_layer(int n) {
  return {"second layer of the Z by HP network",
          conv({1489, 255, 16}, 16, 3, Padding::valid, Activation::relu, 16), n};
}

std::vector<ConvCase> all_cases() {
  std::vector<ConvCase> all = conv_cases();
  all.push_back(reference_layer(16));
  all.push_back(reference_layer(11));
  Image image{298, 64, 1};
  for (int filters = 16; filters <= 128; filters *= 2) {
    all.push_back(
        {"compact network", conv(image, filters, 3, Padding::same, Activation::linear, 16), 16});
    image = {image.height / 2, image.width / 2, filters};
  }
  return all;
}

constexpr ConvPass passes[] = {ConvPass::forward, ConvPass::backward_input,
                               ConvPass::backward_kernel};

}  // namespace

TEST_CASE("cuDNN has a plan for every convolution, with the requested precision") {
  const Gpu gpu = GENERATE(a100, h100, b200, rtx_5090);
  const Precision precision = GENERATE(Precision::fp32, Precision::tf32, Precision::bf16);
  CAPTURE(gpu.name, static_cast<int>(precision));
  const Properties target(gpu);
  for (const ConvCase& c : all_cases())
    for (const ConvPass pass : passes) {
      CAPTURE(c.what, static_cast<int>(pass));
      const DnnPlan plan =
          plan_convolution(target, pass, as_planned(c.p), c.n, {precision, true, limit});
      CHECK(plan.workspace <= limit);
      CHECK_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
      CHECK_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION));
      if (precision == Precision::fp32)
        CHECK_FALSE(has_note(plan, CUDNN_NUMERICAL_NOTE_TENSOR_CORE));
      // With bf16 the operands are rounded in advance, and the engine must be the same as for tf32.
      if (precision == Precision::bf16)
        CHECK(plan.engine ==
              plan_convolution(target, pass, as_planned(c.p), c.n, {Precision::tf32, true, limit})
                  .engine);
    }
}

TEST_CASE("cuDNN computes the reference layer with tensor cores and a small workspace") {
  const Gpu gpu = GENERATE(h100, b200);
  const Properties target(gpu);
  for (const int n : {16, 11})
    for (const ConvPass pass : passes) {
      CAPTURE(gpu.name, n, static_cast<int>(pass));
      const DnnPlan plan =
          plan_convolution(target, pass, reference_layer(n).p, n, {Precision::tf32, true, limit});
      CHECK(has_note(plan, CUDNN_NUMERICAL_NOTE_TENSOR_CORE));
      CHECK(plan.workspace < 32 << 20);
    }
}

TEST_CASE("cuDNN sums in no fixed order only if that is allowed") {
  const Gpu gpu = GENERATE(a100, h100, b200, rtx_5090);
  CAPTURE(gpu.name);
  const Properties target(gpu);
  const ConvCase c = reference_layer(16);
  const auto plan = [&](bool deterministic) {
    return plan_convolution(target, ConvPass::backward_kernel, c.p, c.n,
                            {Precision::fp32, deterministic, limit});
  };
  CHECK(has_note(plan(false), CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
  CHECK_FALSE(has_note(plan(true), CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
}

TEST_CASE("cuDNN's plans stay within the workspace limit, and impossible ones are errors") {
  const Properties target(h100);
  const ConvCase c = reference_layer(16);
  const auto plan = [&](std::size_t bytes) {
    return plan_convolution(target, ConvPass::backward_input, c.p, c.n,
                            {Precision::fp32, true, bytes});
  };
  CHECK(plan(limit).workspace > 0);
  CHECK(plan(0).workspace == 0);
  Conv2dParams impossible = c.p;
  impossible.filters = 0;
  CHECK_THROWS_AS(plan_convolution(target, ConvPass::forward, impossible, 1, {}), Error);
}
#endif
