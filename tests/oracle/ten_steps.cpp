// canopy_ten_steps DIR seed|compact [device]: trains a network of the benchmark (6,000-sample
// clips, batch size 16) for ten steps and writes everything that is needed to repeat them:
// inputs.safetensors (x, y), initial.safetensors, final.safetensors and losses.json.
// tests/oracle/ten_steps.py repeats the steps in PyTorch and compares.
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/philox.h"
#include "bench/models.h"
#include "model/features.h"
#include "model/model_info.h"
#include "model/network.h"
#include "devices/devices.h"
#include "ops/loss.h"

namespace {

using namespace canopy;

constexpr int steps = 10, batch = 16;

/// Noise with a different level for each class, so that there is something to learn.
std::vector<float> clip_noise(std::int64_t size, int step, const std::vector<std::int32_t>& y) {
  std::vector<float> x;
  x.reserve(static_cast<std::size_t>(size) * batch);
  for (int item = 0; item < batch; ++item) {
    const float level = y[static_cast<std::size_t>(item)] ? 1.0f : 0.6f;
    const auto key = static_cast<std::uint64_t>(step * batch + item);
    for (std::int64_t i = 0; i < size; ++i)
      x.push_back(level * uniform01(philox(77, static_cast<std::uint64_t>(i / 4), key).v[i % 4]));
  }
  return x;
}

void run(const std::string& folder, const std::string& model, const std::string& device) {
  make_folders(folder);
  const std::unique_ptr<Backend> backend = open_device(device);
  const std::unique_ptr<Stream> stream = backend->make_stream();
  const Config config = bench::benchmark_config(model, 6000);
  const Image image = feature_image(config.features);
  NetworkOptions options;
  options.max_items = batch;
  options.training = true;
  options.seed = 1;
  options.optimizer.epsilon_form = EpsilonForm::pytorch;
  Network network(*backend, config.model, image, options);
  network.initialise(*stream);
  write_safetensors(folder + "/initial.safetensors", *backend, *stream, parameter_tensors(network),
                    {});

  LossParams loss_params;
  loss_params.max_items = batch;
  const std::unique_ptr<Loss> loss = backend->make_loss(loss_params);
  const auto bytes = [](std::int64_t count) { return static_cast<std::size_t>(count) * 4; };
  const std::int64_t batch_floats = image.size() * batch;
  Buffer x = backend->allocate(bytes(batch_floats * steps));
  Buffer y = backend->allocate(bytes(batch * steps));
  Buffer y_float = backend->allocate(bytes(batch * steps));
  Buffer probabilities = backend->allocate(bytes(batch)), losses = backend->allocate(bytes(batch));
  Buffer scalars = backend->allocate(sizeof(StepScalars));

  std::string curve;
  for (int step = 0; step < steps; ++step) {
    std::vector<std::int32_t> labels;
    std::vector<float> as_float;
    for (int i = 0; i < batch; ++i) {
      labels.push_back((i + step) % 3 == 0);
      as_float.push_back(static_cast<float>(labels.back()));
    }
    float* x_now = x.floats() + step * batch_floats;
    std::int32_t* y_now = y.as<std::int32_t>() + step * batch;
    const std::vector<float> noise = clip_noise(image.size(), step, labels);
    backend->upload(*stream, x_now, noise.data(), bytes(batch_floats));
    backend->upload(*stream, y_now, labels.data(), bytes(batch));
    backend->upload(*stream, y_float.floats() + step * batch, as_float.data(), bytes(batch));
    const StepScalars now =
        step_scalars(options.optimizer, 0.001, static_cast<std::uint32_t>(step + 1));
    backend->upload(*stream, scalars.data(), &now, sizeof now);

    const Pass pass{*stream, batch, scalars.as<StepScalars>()};
    const float* logits = network.forward(pass, true, x_now);
    loss->run(*stream, batch,
              {logits, y_now, nullptr, probabilities.floats(), losses.floats(), network.dlogits()});
    network.backward(pass, x_now);
    network.update(pass);
    std::vector<float> each(batch);
    backend->download(*stream, each.data(), losses.data(), bytes(batch));
    stream->synchronize();
    double mean = 0;
    for (float value : each) mean += value / batch;
    curve += fmt::format("{}{:.9g}", step > 0 ? ", " : "", mean);
  }
  write_safetensors(folder + "/inputs.safetensors", *backend, *stream,
                    {{"x", {steps, batch, image.height, image.width}, x.data()},
                     {"y", {steps, batch}, y_float.data()}},
                    {});
  write_safetensors(folder + "/final.safetensors", *backend, *stream, parameter_tensors(network),
                    {});
  write_file(folder + "/losses.json", "[" + curve + "]\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: canopy_ten_steps DIR seed|compact [device]\n");
    return 2;
  }
  try {
    run(argv[1], argv[2], argc > 3 ? argv[3] : "auto");
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", format_error(error).c_str());
    return exit_code(error.kind());
  }
  return 0;
}
