// Every op with max_items runs 1 to max_items items, and every device rejects other numbers with
// the same message.
#include <functional>
#include <memory>

#include <catch2/catch_test_macros.hpp>

#include "ops/activation.h"
#include "ops/augment.h"
#include "ops/batch_norm.h"
#include "ops/conv2d.h"
#include "ops/dense.h"
#include "ops/dropout.h"
#include "ops/gather.h"
#include "ops/global_pool.h"
#include "ops/loss.h"
#include "ops/mask.h"
#include "ops/mel_log.h"
#include "ops/metrics.h"
#include "ops/mixup.h"
#include "ops/norm_act_pool.h"
#include "ops/pcen.h"
#include "ops/pool2d.h"
#include "ops/refusals.h"
#include "ops/resample.h"
#include "ops/rms_normalise.h"
#include "ops/spectrogram.h"

namespace canopy {
namespace {

constexpr int max_items = 3;  // of each op

/// One way to run an op.
struct Run {
  std::string name;  // the op, the method and the variant
  std::function<void(Stream&, int n)> run;
};

void add_convolutions(Backend& backend, float* any, std::vector<Run>& runs) {
  // Variants with different kernels: one channel, 16 channels, and the library's.
  for (const Image& input : {Image{5, 6, 1}, Image{5, 6, 16}, Image{5, 6, 3}}) {
    Conv2dParams p{.input = input, .filters = 16, .max_items = max_items};
    p.input_gradient = input.channels > 1;
    const std::shared_ptr<Conv2d> op = backend.make_conv2d(p);
    const std::string name = "conv2d of " + std::to_string(input.channels) + " channels, ";
    runs.push_back({name + "prepare", [=](Stream&, int n) { op->prepare(n); }});
    runs.push_back(
        {name + "forward", [=](Stream& s, int n) { op->forward(s, n, any, any, any, any); }});
    runs.push_back({name + "backward", [=](Stream& s, int n) {
                      op->backward(s, n, {any, any, any, any, any, any, any});
                    }});
  }
}

void add_dense(Backend& backend, float* any, std::vector<Run>& runs) {
  const std::shared_ptr<Dense> op = backend.make_dense(
      {.inputs = 4, .units = 2, .max_items = max_items, .deferred_update = true});
  const DenseGradients g{any, any, any, any, any, any, any};
  auto* step = reinterpret_cast<StepScalars*>(any);
  auto* square = reinterpret_cast<double*>(any);
  const ParameterState state{any, any, any};
  runs.push_back({"dense prepare", [=](Stream&, int n) { op->prepare(n); }});
  runs.push_back(
      {"dense forward", [=](Stream& s, int n) { op->forward(s, n, any, any, any, any); }});
  runs.push_back({"dense backward", [=](Stream& s, int n) { op->backward(s, n, g); }});
  runs.push_back({"dense backward_update",
                  [=](Stream& s, int n) { op->backward_update(s, n, g, {}, step, state); }});
  runs.push_back(
      {"dense backward_norm", [=](Stream& s, int n) { op->backward_norm(s, n, g, square); }});
  runs.push_back(
      {"dense update", [=](Stream& s, int n) { op->update(s, n, any, {}, step, state, any); }});
}

template <class Op>
void add_norm(const std::string& name, const std::shared_ptr<Op>& op, float* any,
              std::vector<Run>& runs) {
  const BatchNormState state{any, any, any, any, any, any};
  runs.push_back({name + " forward_training",
                  [=](Stream& s, int n) { op->forward_training(s, n, any, state, any); }});
  runs.push_back({name + " forward_inference",
                  [=](Stream& s, int n) { op->forward_inference(s, n, any, state, any); }});
  runs.push_back({name + " backward", [=](Stream& s, int n) {
                    op->backward(s, n, state, {any, any, any, any, any, any});
                  }});
}

void add_other_layers(Backend& backend, float* any, std::vector<Run>& runs) {
  auto* step = reinterpret_cast<StepScalars*>(any);
  const Image image{4, 4, 2};
  const std::shared_ptr<ActivationOp> activation =
      backend.make_activation({4, Activation::relu, max_items});
  runs.push_back(
      {"activation forward", [=](Stream& s, int n) { activation->forward(s, n, any, any); }});
  runs.push_back({"activation backward",
                  [=](Stream& s, int n) { activation->backward(s, n, any, any, any); }});
  add_norm<BatchNorm>("batch_norm",
                      backend.make_batch_norm({.input = image, .max_items = max_items}), any, runs);
  add_norm<NormActPool>("norm_act_pool",
                        backend.make_norm_act_pool({.input = image, .max_items = max_items}), any,
                        runs);
  const std::shared_ptr<Dropout> dropout = backend.make_dropout({4, 0.5f, 1, max_items});
  runs.push_back(
      {"dropout forward", [=](Stream& s, int n) { dropout->forward(s, n, step, any, any); }});
  runs.push_back(
      {"dropout backward", [=](Stream& s, int n) { dropout->backward(s, n, step, any, any); }});
  const std::shared_ptr<GlobalPool> global = backend.make_global_pool({image, max_items});
  runs.push_back(
      {"global_pool forward", [=](Stream& s, int n) { global->forward(s, n, any, any); }});
  runs.push_back(
      {"global_pool backward", [=](Stream& s, int n) { global->backward(s, n, any, any); }});
  for (const PoolKind kind : {PoolKind::max, PoolKind::average}) {
    const std::shared_ptr<Pool2d> pool =
        backend.make_pool2d({.input = image, .kind = kind, .max_items = max_items});
    const std::string name = kind == PoolKind::max ? "pool2d max " : "pool2d average ";
    runs.push_back({name + "forward", [=](Stream& s, int n) { pool->forward(s, n, any, any); }});
    runs.push_back(
        {name + "backward", [=](Stream& s, int n) { pool->backward(s, n, any, any, any, any); }});
  }
}

void add_features(Backend& backend, float* any, std::vector<Run>& runs) {
  auto* step = reinterpret_cast<StepScalars*>(any);
  const std::shared_ptr<RmsNormalise> rms = backend.make_rms_normalise({8, max_items});
  runs.push_back({"rms_normalise", [=](Stream& s, int n) { rms->run(s, n, any, 8, any); }});
  const std::shared_ptr<Spectrogram> spectrogram = backend.make_spectrogram(
      {.samples = 64, .frame = 16, .step = 8, .fft = 16, .max_items = max_items});
  runs.push_back({"spectrogram", [=](Stream& s, int n) { spectrogram->run(s, n, any, 64, any); }});
  const std::shared_ptr<MelLog> mel = backend.make_mel_log({.bands = 4, .max_items = max_items});
  runs.push_back({"mel_log", [=](Stream& s, int n) { mel->run(s, n, any, any); }});
  const std::shared_ptr<Pcen> pcen =
      backend.make_pcen({.frames = 4, .bands = 4, .max_items = max_items});
  runs.push_back({"pcen", [=](Stream& s, int n) { pcen->run(s, n, any, any); }});
  const std::shared_ptr<Mask> mask =
      backend.make_mask({.frames = 4, .bands = 4, .max_items = max_items});
  runs.push_back({"mask", [=](Stream& s, int n) { mask->run(s, n, step, any); }});
  const std::shared_ptr<Mixup> mixup = backend.make_mixup({4, max_items});
  runs.push_back({"mixup", [=](Stream& s, int n) { mixup->run(s, n, any, any); }});
  const std::shared_ptr<Augment> augment = backend.make_augment({8, 8, 0, max_items});
  runs.push_back({"augment", [=](Stream& s, int n) {
                    augment->run(s, n, any, reinterpret_cast<AugmentItem*>(any), any);
                  }});
  const std::shared_ptr<Gather> gather = backend.make_gather({4, max_items});
  runs.push_back({"gather", [=](Stream& s, int n) {
                    gather->run(s, n, any, reinterpret_cast<std::int32_t*>(any), any);
                  }});
  const std::shared_ptr<Resample> resample =
      backend.make_resample({.mono = {}, .max_items = max_items});
  runs.push_back({"resample", [=](Stream& s, int n) {
                    const auto items = static_cast<std::size_t>(n < 0 ? 0 : n);
                    resample->run(s, std::vector<ResampleItem>(items), any, any);
                  }});
}

void add_loss_and_metrics(Backend& backend, float* any, std::vector<Run>& runs) {
  const auto* labels = reinterpret_cast<std::int32_t*>(any);
  const std::shared_ptr<Loss> loss = backend.make_loss({.max_items = max_items});
  runs.push_back({"loss", [=](Stream& s, int n) {
                    loss->run(s, n, {any, labels, nullptr, any, nullptr, nullptr});
                  }});
  const std::shared_ptr<Metrics> metrics = backend.make_metrics({.max_items = max_items});
  runs.push_back({"metrics", [=](Stream& s, int n) {
                    metrics->accumulate(s, n, {any, labels, nullptr, nullptr}, any);
                  }});
}

TEST_CASE("every device runs 1 to max_items items and rejects others with the same message",
          "[sanitize]") {
  std::vector<std::vector<std::string>> messages;  // [device][run and n]
  for (test::TestDevice& device : test::all_devices()) {
    CAPTURE(device.id);
    // Large enough for every argument of every run.
    const Buffer memory = device.put(std::vector<float>(1 << 16, 0.0f));
    float* any = memory.floats();
    std::vector<Run> runs;
    add_convolutions(*device.backend, any, runs);
    add_dense(*device.backend, any, runs);
    add_other_layers(*device.backend, any, runs);
    add_features(*device.backend, any, runs);
    add_loss_and_metrics(*device.backend, any, runs);
    messages.emplace_back();
    for (const Run& run : runs) {
      CAPTURE(run.name);
      const std::string op = run.name.substr(0, run.name.find(' '));
      for (const int n : {1, max_items}) {
        device.backend->zero(*device.stream, memory.data(), memory.bytes());
        CHECK(test::refusal([&] { run.run(*device.stream, n); }) == "accepted");
      }
      for (const int n : {0, -1, max_items + 1}) {
        CAPTURE(n);
        const std::string message = test::refusal([&] { run.run(*device.stream, n); });
        CHECK(message.rfind(op + ": ", 0) == 0);
        messages.back().push_back(message);
      }
    }
    device.stream->synchronize();
    CHECK(messages.back() == messages.front());
  }
}

TEST_CASE("dense rejects backward_norm and update unless it was made for them") {
  std::vector<std::string> messages;
  for (test::TestDevice& device : test::all_devices()) {
    CAPTURE(device.id);
    const auto op = device.backend->make_dense({});
    const Buffer memory = device.put(std::vector<float>(16, 0.0f));
    float* any = memory.floats();
    const std::string norm = test::refusal([&] {
      op->backward_norm(*device.stream, 1, {any, any, any, any, any, any, any},
                        memory.as<double>());
    });
    const std::string update = test::refusal([&] {
      op->update(*device.stream, 1, any, {}, memory.as<StepScalars>(), {any, any, any}, any);
    });
    CHECK(norm.find("deferred_update") != std::string::npos);
    CHECK(update == norm);
    messages.push_back(norm);
    CHECK(norm == messages.front());
  }
}

}  // namespace
}  // namespace canopy
