#include "bench/step.h"

#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "base/error.h"
#include "base/philox.h"
#include "bench/models.h"
#include "model/features.h"
#include "model/network.h"
#include "ops/loss.h"

namespace canopy::bench {
namespace {

constexpr int input_sets = 4;  // used in turn, so that a round's input is not in the cache

std::vector<float> noise(std::int64_t count, std::uint64_t seed) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = uniform01(philox(seed, i / 4, 1).v[i % 4]);
  return values;
}

template <class T>
Buffer upload(Backend& backend, Stream& stream, const std::vector<T>& values) {
  Buffer buffer = backend.allocate(values.size() * sizeof(T));
  backend.upload(stream, buffer.data(), values.data(), values.size() * sizeof(T));
  stream.synchronize();
  return buffer;
}

}  // namespace

std::vector<Row> time_step(Backend& backend, const StepOptions& options) {
  const Config config = benchmark_config(options.model, options.clip_samples);
  const std::unique_ptr<Stream> stream = backend.make_stream();
  const Image image = feature_image(config.features);
  NetworkOptions network_options;
  network_options.max_items = options.batch;
  network_options.training = true;
  network_options.fused_update = !options.unfused;
  network_options.optimizer = optimizer_params(config.train.optimizer);
  Network network(backend, config.model, image, network_options);
  network.initialise(*stream);
  LossParams loss_params;
  loss_params.max_items = options.batch;
  const std::unique_ptr<Loss> loss = backend.make_loss(loss_params);

  std::vector<Buffer> images, labels;
  for (int set = 0; set < input_sets; ++set) {
    images.push_back(upload(backend, *stream, noise(image.size() * options.batch, 10 + set)));
    std::vector<std::int32_t> classes;
    for (float value : noise(options.batch, 20 + set)) classes.push_back(value < 0.4f);
    labels.push_back(upload(backend, *stream, classes));
  }
  const auto batch = static_cast<std::size_t>(options.batch);
  Buffer probabilities = backend.allocate(batch * sizeof(float));
  Buffer losses = backend.allocate(batch * sizeof(float));
  Buffer scalars = backend.allocate(sizeof(StepScalars));

  std::uint32_t step = 0;
  const auto x = [&] { return images[step % input_sets].floats(); };
  const auto pass = [&] { return Pass{*stream, options.batch, scalars.as<StepScalars>()}; };
  const auto forward = [&] {
    ++step;
    const StepScalars now =
        step_scalars(network_options.optimizer, config.train.optimizer.learning_rate, step);
    backend.upload(*stream, scalars.data(), &now, sizeof now);
    const float* logits = network.forward(pass(), true, x());
    loss->run(*stream, options.batch,
              {logits, labels[step % input_sets].as<std::int32_t>(), nullptr,
               probabilities.floats(), losses.floats(), network.dlogits()});
  };
  std::vector<Row> rows = time_phases(*stream, options.warmup, options.iterations,
                                      {{"forward", forward},
                                       {"backward", [&] { network.backward(pass(), x()); }},
                                       {"update", [&] { network.update(pass()); }}});

  std::vector<float> last(batch);
  backend.download(*stream, last.data(), losses.data(), batch * sizeof(float));
  stream->synchronize();
  for (float value : last)
    if (!std::isfinite(value))
      throw Error(ErrorKind::not_a_number, "the loss is not finite, so the times are meaningless");
  const std::string base = fmt::format("step/{}/b{}", options.model, options.batch);
  rows.front().params = network.parameter_count();
  for (Row& row : rows) row.name = row.name.empty() ? base : base + "/" + row.name;
  return rows;
}

}  // namespace canopy::bench
