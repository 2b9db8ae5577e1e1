// Convolutions and dense products in every precision: they are within the tolerance of
// double-precision references, and the setting affects the products. There are no activations,
// because in lower precision a ReLU near 0 may switch, which is not an error of the products.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/conv_run.h"
#include "ops/dense_cases.h"
#include "ops/math/rounding.h"
#include "support/emulated_device.h"
#include "support/places.h"

using namespace canopy;
using namespace canopy::test;

namespace {

constexpr Precision all_precisions[] = {Precision::fp32, Precision::tf32, Precision::bf16};

double tolerance(Precision precision) {
  return precision == Precision::fp32 ? 1e-5 : precision == Precision::tf32 ? 2e-3 : 1e-2;
}

TestDevice open_in(const std::string& id, Precision precision) {
  BackendOptions options;
  options.precision = precision;
  return open_test_device(id, options);
}

bool is_gpu(const std::string& id) { return id.rfind("cuda", 0) == 0; }

/// The largest relative error of the op's results.
double conv_error(TestDevice& device, ConvCase c) {
  c.p.activation = Activation::linear;
  const ConvRun r = run_conv(device, c.p, c.n);
  const ConvReference want = reference_conv_gradients(c.p, c.n, as_double(r.x), as_double(r.kernel),
                                                      as_double(r.bias), as_double(r.dy));
  double worst = std::max(relative_error(r.y, want.y), relative_error(r.dkernel, want.dkernel));
  if (c.p.bias) worst = std::max(worst, relative_error(r.dbias, want.dbias));
  if (c.p.input_gradient) worst = std::max(worst, relative_error(r.dx, want.dx));
  return worst;
}

/// Rounded to bf16 according to the definition: to nearest, ties to even.
Doubles in_bf16(const std::vector<float>& values) {
  Doubles rounded;
  for (float value : values) {
    int exponent = 0;
    const double significand = std::frexp(static_cast<double>(value), &exponent);  // 8 bits of it
    rounded.push_back(std::ldexp(std::nearbyint(std::ldexp(significand, 8)), exponent - 8));
  }
  return rounded;
}

/// Dense's backward and update in one pass, with plain gradient descent. The momentum starts at 0,
/// so afterwards it is the weight gradient.
struct FusedStep {
  FusedStep(TestDevice& device, DenseOnDevice& layer)
      : gradient(device.put(std::vector<float>(layer.w.size()))) {
    OptimizerParams rule;
    rule.kind = OptimizerKind::sgd;
    const StepScalars scalars = step_scalars(rule, 1, 1);
    const Buffer step = device.backend->allocate(sizeof scalars);
    device.backend->upload(*device.stream, step.data(), &scalars, sizeof scalars);
    layer.op->backward_update(*device.stream, layer.c.n, layer.gradients(), rule,
                              step.as<StepScalars>(),
                              {layer.dev_w.floats(), gradient.floats(), nullptr});
    device.stream->synchronize();
  }
  Buffer gradient;
};

struct DenseErrors {
  double apart = 0;  // of forward and backward
  double fused = 0;  // of backward and update in one pass
};

DenseErrors dense_errors(TestDevice& device, DenseCase c) {
  c.activation = Activation::linear;
  DenseOnDevice layer(device, c);
  layer.forward();
  layer.backward();
  const DenseReference want = layer.reference();
  const auto of = [&](const Buffer& got, const Doubles& wanted) {
    return relative_error(device.get(got, static_cast<std::int64_t>(wanted.size())), wanted);
  };
  DenseErrors errors;
  errors.apart = std::max(of(layer.dev_y, want.y), of(layer.dev_dw, want.dw));
  if (c.bias) errors.apart = std::max(errors.apart, of(layer.dev_db, want.db));
  if (c.input_gradient) errors.apart = std::max(errors.apart, of(layer.dev_dx, want.dx));

  DenseOnDevice fused(device, c);
  const FusedStep step(device, fused);
  errors.fused = of(step.gradient, want.dw);
  if (c.input_gradient) errors.fused = std::max(errors.fused, of(fused.dev_dx, want.dx));
  return errors;
}

}  // namespace

TEST_CASE("convolutions are within their precision's tolerance") {
  const std::string id = GENERATE(from_range(device_ids()));
  const Precision precision = GENERATE(from_range(all_precisions));
  TestDevice device = open_in(id, precision);
  const Precision used = device.backend->info().precision;
  CAPTURE(id, precision_name(precision), precision_name(used));
  for (const ConvCase& c : conv_cases()) {
    CAPTURE(c.what);
    CHECK(conv_error(device, c) <= tolerance(used));
  }
}

TEST_CASE("dense products are within their precision's tolerance") {
  const std::string id = GENERATE(from_range(device_ids()));
  const Precision precision = GENERATE(from_range(all_precisions));
  TestDevice device = open_in(id, precision);
  const Precision used = device.backend->info().precision;
  CAPTURE(id, precision_name(precision), precision_name(used));
  for (const DenseCase& c : dense_cases()) {
    if (c.units * c.inputs > 1000000) continue;  // to save time
    CAPTURE(c.n, c.inputs, c.units);
    const DenseErrors errors = dense_errors(device, c);
    CHECK(errors.apart <= tolerance(used));
    CHECK(errors.fused <= tolerance(used));
  }
}

TEST_CASE("the precision affects the products") {
  const std::string id = GENERATE(from_range(device_ids()));
  CAPTURE(id);
  const ConvCase image{"16 to 16", conv({9, 45, 16}, 16, 3, Padding::valid, Activation::linear, 3),
                       2};
  const ConvCase padded{"one more zero below",
                        conv({9, 45, 16}, 16, 2, Padding::same, Activation::linear, 3), 2};
  std::vector<double> convolved, copied, many, few;
  for (const Precision precision : all_precisions) {
    TestDevice device = open_in(id, precision);
    if (device.backend->info().precision != precision) SKIP("this device computes only in fp32");
    convolved.push_back(conv_error(device, image));
    copied.push_back(conv_error(device, padded));
    many.push_back(dense_errors(device, {37, 130, 6}).apart);
    few.push_back(dense_errors(device, {16, 516, 9}).fused);
  }
  for (const std::vector<double>& errors : {convolved, copied, many}) CHECK(errors[0] < 1e-6);
  CHECK(few[1] < 1e-6);  // tf32 is not used for few items, because it would not be faster
  if (is_gpu(id)) {  // its libraries may use a lower precision, but need not
    for (const auto& [what, errors] : {std::pair{"convolution", convolved}, {"padded", copied},
                                       {"dense", many}, {"dense, few items", few}})
      WARN(id << ": " << what << ": errors in fp32 " << errors[0] << ", tf32 " << errors[1]
              << ", bf16 " << errors[2]);
    return;
  }
  for (const std::vector<double>& errors : {convolved, copied, many}) {
    CHECK(errors[1] > 1e-5);
    CHECK(errors[2] > 2 * errors[1]);
  }
  CHECK(few[2] > 1e-4);
}

TEST_CASE("with bf16 all operands are rounded, and nothing else is") {
  const std::string id = GENERATE(from_range(device_ids()));
  TestDevice device = open_in(id, Precision::bf16);
  if (device.backend->info().precision != Precision::bf16) SKIP("this device computes in fp32");
  constexpr double nothing_else = 1e-5;  // rounding anything else would cause more than 1e-3
  for (const ConvCase& c :
       {ConvCase{"16 to 16", conv({9, 45, 16}, 16, 3, Padding::valid, Activation::linear, 3), 2},
        ConvCase{"one more zero below",
                 conv({9, 45, 16}, 16, 2, Padding::same, Activation::linear, 3), 2}}) {
    CAPTURE(c.what);
    const ConvRun r = run_conv(device, c.p, c.n);
    const ConvReference want = reference_conv_gradients(c.p, c.n, in_bf16(r.x), in_bf16(r.kernel),
                                                        as_double(r.bias), in_bf16(r.dy));
    CHECK(relative_error(r.y, want.y) < nothing_else);
    CHECK(relative_error(r.dkernel, want.dkernel) < nothing_else);
    CHECK(relative_error(r.dx, want.dx) < nothing_else);
  }
  const DenseCase c{16, 516, 9};
  DenseOnDevice layer(device, c);
  layer.forward();
  const DenseReference want = reference_dense_gradients(c, in_bf16(layer.x), in_bf16(layer.w),
                                                        as_double(layer.b), in_bf16(layer.dy));
  CHECK(relative_error(device.get(layer.dev_y, c.n * c.units), want.y) < nothing_else);
  const FusedStep step(device, layer);
  CHECK(relative_error(device.get(step.gradient, c.units * c.inputs), want.dw) < nothing_else);
  CHECK(relative_error(device.get(layer.dev_dx, c.n * c.inputs), want.dx) < nothing_else);
}

TEST_CASE("in lower precision an op gives the same bits in every run and keeps its inputs") {
  const std::string id = GENERATE(from_range(device_ids()));
  TestDevice device = open_in(id, Precision::bf16);
  const Conv2dParams p = conv({9, 45, 16}, 16, 3, Padding::valid, Activation::relu, 3);
  const ConvRun first = run_conv(device, p, 3), again = run_conv(device, p, 3);
  CHECK(first.y == again.y);
  CHECK(first.dkernel == again.dkernel);
  CHECK(first.dx == again.dx);
  const Buffer x = device.put(first.x), kernel = device.put(first.kernel),
               bias = device.put(first.bias), y = device.make(3 * p.output().size());
  device.backend->make_conv2d(p)->forward(*device.stream, 3, x.floats(), kernel.floats(),
                                          bias.floats(), y.floats());
  CHECK(device.get(x, 3 * p.input.size()) == first.x);
  CHECK(device.get(kernel, p.kernel_size()) == first.kernel);
}

TEST_CASE("automatic precision is tf32 if supported, and bf16 is rejected if unsupported") {
  if (!std::filesystem::exists(emulated_module())) SKIP("the emulated device is not built");
  const EmulatedReset reset;
  BackendOptions options;
  options.precision = Precision::automatic;
  CHECK(open_emulated(options)->info().precision == Precision::tf32);
  emulated_controls().capability = 7;
  CHECK(open_emulated(options)->info().precision == Precision::fp32);
  options.precision = Precision::tf32;
  CHECK(open_emulated(options)->info().precision == Precision::fp32);
  options.precision = Precision::bf16;
  try {
    open_emulated(options);
    FAIL("bf16 was accepted");
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()).find("bf16 needs a GPU of compute capability 8.0") !=
          std::string::npos);
  }
}

TEST_CASE("operands are rounded to nearest, ties to even; infinities and NaN are kept") {
  using math::round_operand;
  const float above_one = 1 + 0x1p-7f, half = 1 + 0x1p-8f, more = half + 0x1p-20f;
  CHECK(round_operand(half, Precision::bf16) == 1);
  CHECK(round_operand(more, Precision::bf16) == above_one);
  CHECK(round_operand(above_one + 0x1p-8f, Precision::bf16) == 1 + 0x1p-6f);
  CHECK(round_operand(-more, Precision::bf16) == -above_one);
  CHECK(round_operand(1 + 0x1p-11f, Precision::tf32) == 1);
  CHECK(round_operand(1 + 0x1p-11f + 0x1p-20f, Precision::tf32) == 1 + 0x1p-10f);
  CHECK(round_operand(more, Precision::fp32) == more);
  CHECK(round_operand(0x1.fffffep127f, Precision::bf16) == INFINITY);
  CHECK(round_operand(-INFINITY, Precision::bf16) == -INFINITY);
  CHECK(std::isnan(round_operand(std::nanf("1"), Precision::bf16)));
}
