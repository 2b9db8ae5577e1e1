#include "train/step.h"

#include "base/trace.h"

namespace canopy {

Step::Step(Backend& backend, Stream& stream, const TrainConfig& config, const ClipSet& set,
           Network& network, BatchSource& source, const std::vector<float>& class_weights,
           WeightAverage* average)
    : backend_(backend), stream_(stream), network_(network), source_(source), average_(average) {
  LossParams loss;
  loss.task = set.task;
  loss.classes = static_cast<int>(set.classes.size());
  loss.max_items = config.batch_size;
  test_loss_ = backend.make_loss(loss);
  loss.focal_gamma = static_cast<float>(config.loss.focal_gamma);
  loss.label_smoothing = static_cast<float>(config.loss.label_smoothing);
  loss_ = backend.make_loss(loss);
  MetricsParams metrics;
  metrics.task = set.task;
  metrics.classes = loss.classes;
  metrics.threshold = static_cast<float>(config.threshold);
  metrics.max_items = config.batch_size;
  metrics_ = backend.make_metrics(metrics);
  recorder_ = backend.make_recorder();

  const auto floats = [&](std::int64_t count) { return allocate_floats(backend, count); };
  counters_ = backend.allocate(metrics_->bytes());
  host_counters_ = backend.allocate_pinned(metrics_->bytes());
  probabilities_ = floats(config.batch_size * loss.outputs());
  losses_ = floats(config.batch_size);
  scalars_ = backend.allocate(sizeof(StepScalars));
  reset_counters();
  if (class_weights.empty()) return;
  class_weights_ = floats(static_cast<std::int64_t>(class_weights.size()));
  backend.upload(stream, class_weights_.data(), class_weights.data(), class_weights_.bytes());
  stream.synchronize();
}

void Step::train(int n, const StepScalars* scalars) {
  backend_.copy(stream_, scalars_.data(), scalars, sizeof(StepScalars));
  recorder_->run(stream_, n, [&] { enqueue_training(n); });
}

void Step::test(int n) {
  recorder_->run(stream_, -n, [&] { enqueue_test(n); });  // a key that no training step has
}

void Step::enqueue_training(int n) {
  const Pass pass{stream_, n, scalars_.as<StepScalars>()};
  {
    const TraceRange range("features");
    source_.make_images(stream_, n, pass.step);
  }
  const float* logits = nullptr;
  {
    const TraceRange range("forward");
    logits = network_.forward(pass, true, source_.images());
    loss_->run(stream_, n,
               {logits, source_.labels(), class_weights_.floats(), probabilities_.floats(),
                losses_.floats(), network_.dlogits(), source_.partners(), source_.shares()});
  }
  {
    const TraceRange range("metrics");
    metrics_->accumulate(stream_, n,
                         {probabilities_.floats(), source_.labels(), losses_.floats(), logits},
                         counters_.data());
  }
  {
    const TraceRange range("backward");
    network_.backward(pass, source_.images());
  }
  const TraceRange range("update");
  network_.update(pass);
  if (average_) average_->update(stream_, pass.step);
}

void Step::enqueue_test(int n) {
  source_.make_images(stream_, n, nullptr);
  const float* logits = network_.forward(Pass{stream_, n, nullptr}, false, source_.images());
  test_loss_->run(
      stream_, n,
      {logits, source_.labels(), nullptr, probabilities_.floats(), losses_.floats(), nullptr});
  metrics_->accumulate(stream_, n,
                       {probabilities_.floats(), source_.labels(), losses_.floats(), logits},
                       counters_.data());
}

void Step::reset_counters() {
  metrics_->reset(stream_, counters_.data());
}

MetricsCounts Step::read_counters() {
  backend_.download(stream_, host_counters_.data(), counters_.data(), metrics_->bytes());
  stream_.synchronize();
  return metrics_->read(host_counters_.data());
}

}  // namespace canopy
