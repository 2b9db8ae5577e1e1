#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/trace.h"
#include "train/order.h"
#include "train/schedule.h"

namespace canopy {
namespace {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

std::vector<std::int32_t> clips_of(const ClipSet& set, Part part) {
  std::vector<std::int32_t> clips;
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    if (set.clips[i].part == part) clips.push_back(static_cast<std::int32_t>(i));
  return clips;
}

/// Each class's weight, so that all classes count alike: items / (classes * items of the class).
std::vector<float> balanced_weights(const ClipSet& set, const std::vector<std::int32_t>& clips) {
  std::vector<double> counts(set.classes.size(), 0.0);
  for (std::int32_t clip : clips)
    counts[static_cast<std::size_t>(set.clips[static_cast<std::size_t>(clip)].label)] += 1;
  std::vector<float> weights;
  for (double count : counts)
    weights.push_back(static_cast<float>(static_cast<double>(clips.size()) /
                                         (static_cast<double>(counts.size()) * count)));
  return weights;
}

double figure(const PartMetrics& m, StopMetric metric) {
  switch (metric) {
    case StopMetric::accuracy:
      return m.accuracy;
    case StopMetric::precision:
      return m.precision;
    case StopMetric::recall:
      return m.recall;
    case StopMetric::f1:
      return m.f1;
    case StopMetric::loss:
      break;
  }
  return -m.loss;  // more is better
}

}  // namespace

NetworkOptions training_options(const Config& config, std::size_t classes, bool binary) {
  NetworkOptions options;
  options.outputs = binary ? 1 : static_cast<int>(classes);
  options.max_items = config.train.batch_size;
  options.training = true;
  options.fused_update = config.train.fused_update;
  options.optimizer = optimizer_params(config.train.optimizer);
  options.seed = config.train.seed;
  return options;
}

Trainer::Trainer(Backend& backend, Stream& stream, const Config& config, const ClipSet& set,
                 Network& network, BatchSource& source, const std::string& checkpoints,
                 RunState start)
    : backend_(backend),
      stream_(stream),
      config_(config),
      set_(set),
      network_(network),
      source_(source),
      checkpoints_(checkpoints),
      state_(std::move(start)),
      train_clips_(clips_of(set, Part::train)),
      test_clips_(clips_of(set, Part::test)) {
  const int classes = static_cast<int>(set.classes.size());
  const int batch = config.train.batch_size;
  LossParams loss;
  loss.kind = set.binary ? LossKind::binary : LossKind::categorical;
  loss.classes = classes;
  loss.max_items = batch;
  loss_ = backend.make_loss(loss);
  MetricsParams metrics;
  metrics.classes = classes;
  metrics.outputs = loss.outputs();
  metrics.threshold = static_cast<float>(config.train.threshold);
  metrics.max_items = batch;
  metrics_ = backend.make_metrics(metrics);
  counters_ = backend.allocate(metrics_->bytes());
  counters_host_ = backend.allocate_pinned(metrics_->bytes());
  metrics_->reset(stream, counters_.data());
  probabilities_ =
      backend.allocate(static_cast<std::size_t>(batch * loss.outputs()) * sizeof(float));
  losses_ = backend.allocate(static_cast<std::size_t>(batch) * sizeof(float));
  step_scalars_ = backend.allocate(sizeof(StepScalars));
  recorder_ = backend.make_recorder();
  if (config.train.class_weights == ClassWeights::balanced) {
    const std::vector<float> weights = balanced_weights(set, train_clips_);
    class_weights_ = backend.allocate(weights.size() * sizeof(float));
    backend.upload(stream, class_weights_.data(), weights.data(), weights.size() * sizeof(float));
    stream.synchronize();
  }
}

bool Trainer::resume() {
  const std::string newest = newest_checkpoint(checkpoints_);
  if (newest.empty()) return false;
  state_ = load_checkpoint(newest, backend_, stream_, network_, state_, counters_.data(),
                           metrics_->bytes());
  return true;
}

bool Trainer::run(const std::function<void(const EpochRow&)>& on_epoch) {
  while (state_.epoch <= config_.train.epochs && !stopped_early()) {
    EpochRow row;
    row.epoch = state_.epoch;
    if (!train_epoch(row)) {
      checkpoint();
      return false;
    }
    row.test = test();
    state_.rows.push_back(row);
    state_.epoch += 1;
    state_.batch = 0;
    on_epoch(row);
    metrics_->reset(stream_, counters_.data());
    const int every = config_.train.checkpoints.every;
    if (every > 0 && (row.epoch % every == 0 || row.epoch == config_.train.epochs)) checkpoint();
    if (interrupt_signal() && state_.epoch <= config_.train.epochs) {
      if (every == 0 || row.epoch % every != 0) checkpoint();
      return false;
    }
  }
  return true;
}

// All of a step but what its batch alone needs, in the same memory each time: it is recorded once
// for each size of a batch, and the last, short one is just another size.
void Trainer::train_step(int n) {
  const Pass pass{stream_, n, step_scalars_.as<StepScalars>()};
  {
    const TraceRange range("features");
    source_.make_images(stream_, n);
  }
  {
    const TraceRange range("forward");
    const float* logits = network_.forward(pass, true, source_.images());
    loss_->run(stream_, n,
               {logits, source_.labels(), class_weights_.floats(), probabilities_.floats(),
                losses_.floats(), network_.dlogits()});
  }
  {
    const TraceRange range("metrics");
    metrics_->accumulate(stream_, n, probabilities_.floats(), source_.labels(), losses_.floats(),
                         counters_.data());
  }
  {
    const TraceRange range("backward");
    network_.backward(pass, source_.images());
  }
  const TraceRange range("update");
  network_.update(pass);
}

void Trainer::test_step(int n) {
  source_.make_images(stream_, n);
  const float* logits = network_.forward(Pass{stream_, n, nullptr}, false, source_.images());
  loss_->run(
      stream_, n,
      {logits, source_.labels(), nullptr, probabilities_.floats(), losses_.floats(), nullptr});
  metrics_->accumulate(stream_, n, probabilities_.floats(), source_.labels(), losses_.floats(),
                       counters_.data());
}

// Nothing in the loop waits for the device: the scalars of the whole epoch are uploaded before it,
// and the counters are read after it.
bool Trainer::train_epoch(EpochRow& row) {
  const auto batch_size = static_cast<std::int64_t>(config_.train.batch_size);
  const auto count = static_cast<std::int64_t>(train_clips_.size());
  const std::int64_t batches = (count + batch_size - 1) / batch_size;
  std::vector<std::int32_t> order = shuffled(train_clips_, config_.train.seed, state_.epoch);
  order.erase(order.begin(), order.begin() + std::min(count, state_.batch * batch_size));
  const auto items = static_cast<double>(order.size());

  upload_scalars(state_.batch, batches);
  source_.begin(stream_, order);
  const Stopwatch watch;
  const StepScalars* scalars = scalars_.as<StepScalars>();
  while (const int n = source_.next(stream_)) {
    backend_.copy(stream_, step_scalars_.data(), scalars++, sizeof(StepScalars));
    recorder_->run(stream_, n, [&] { train_step(n); });
    state_.batch += 1;
    state_.step += 1;
    show_progress(state_.batch, batches, watch.seconds());
    if (interrupt_signal() && state_.batch < batches) return false;
  }
  stream_.synchronize();
  row.learning_rate = scalars_host_.empty() ? 0 : scalars_host_.back().learning_rate;
  row.train = read_counters(watch.seconds());
  if (row.train.seconds > 0) row.train.clips_per_s = items / row.train.seconds;
  return true;
}

PartMetrics Trainer::test() {
  metrics_->reset(stream_, counters_.data());
  source_.begin(stream_, test_clips_);
  const Stopwatch watch;
  while (const int n = source_.next(stream_))
    recorder_->run(stream_, -n, [&] { test_step(n); });  // another key than a training step's
  stream_.synchronize();
  return read_counters(watch.seconds());
}

void Trainer::upload_scalars(std::int64_t first_batch, std::int64_t batches) {
  scalars_host_.clear();
  const std::int64_t total = batches * config_.train.epochs;
  for (std::int64_t batch = first_batch; batch < batches; ++batch) {
    const auto step = static_cast<std::uint32_t>(state_.step + (batch - first_batch) + 1);
    scalars_host_.push_back(step_scalars(
        network_.options().optimizer,
        learning_rate(config_.train.optimizer, config_.train.schedule, step, batches, total),
        step));
  }
  const std::size_t bytes = scalars_host_.size() * sizeof(StepScalars);
  if (bytes > scalars_.bytes()) scalars_ = backend_.allocate(bytes);
  if (bytes > 0) backend_.upload(stream_, scalars_.data(), scalars_host_.data(), bytes);
  stream_.synchronize();
}

PartMetrics Trainer::read_counters(double seconds) {
  backend_.download(stream_, counters_host_.data(), counters_.data(), metrics_->bytes());
  stream_.synchronize();
  const MetricsCounts counts = metrics_->read(counters_host_.data());
  if (counts.not_finite > 0)
    throw Error(ErrorKind::not_a_number,
                "epoch " + std::to_string(state_.epoch) + ": the loss of " +
                    std::to_string(counts.not_finite) +
                    " clips is not a finite number; lower /train/optimizer/learning_rate, then "
                    "start again or --resume from the last checkpoint");
  PartMetrics metrics = summarise(counts.loss_sum, counts.items, counts.confusion,
                                  static_cast<int>(set_.classes.size()), set_.binary);
  metrics.seconds = seconds;
  metrics.clips_per_s = seconds > 0 ? static_cast<double>(counts.items) / seconds : 0;
  return metrics;
}

// Only on a terminal and a few times a second does this wait for the device, to show the figures.
void Trainer::show_progress(std::int64_t batch, std::int64_t batches, double seconds) {
  static ProgressLine line("training");
  if (batch == batches) return line.clear();
  if (!line.due()) return;
  backend_.download(stream_, counters_host_.data(), counters_.data(), metrics_->bytes());
  stream_.synchronize();
  const MetricsCounts counts = metrics_->read(counters_host_.data());
  const PartMetrics now = summarise(counts.loss_sum, counts.items, counts.confusion,
                                    static_cast<int>(set_.classes.size()), set_.binary);
  const auto done = static_cast<double>(batches - static_cast<std::int64_t>(scalars_host_.size()));
  const double rate = (static_cast<double>(batch) - done) / std::max(seconds, 1e-9);
  const double left =
      static_cast<double>((config_.train.epochs - state_.epoch + 1) * batches - batch) /
      std::max(rate, 1e-9);
  char text[200];
  std::snprintf(text, sizeof text,
                "epoch %d/%d, step %lld/%lld, %.1f clips/s, loss %.4f, precision %.3f, recall "
                "%.3f, %s left",
                state_.epoch, config_.train.epochs, static_cast<long long>(batch),
                static_cast<long long>(batches), rate * config_.train.batch_size, now.loss,
                now.precision, now.recall, duration_text(left).c_str());
  line.update(text);
}

void Trainer::checkpoint() {
  save_checkpoint(checkpoints_, config_.train.checkpoints.keep, backend_, stream_, network_, state_,
                  counters_.data(), metrics_->bytes());
}

bool Trainer::stopped_early() const {
  if (!config_.train.early_stopping) return false;
  const EarlyStoppingConfig& rule = *config_.train.early_stopping;
  double best = -std::numeric_limits<double>::infinity();
  int waited = 0;
  for (const EpochRow& row : state_.rows) {
    const double now = figure(row.test, rule.metric);
    if (now > best + rule.min_delta) {
      best = now;
      waited = 0;
    } else {
      ++waited;
    }
  }
  return waited >= rule.patience;
}

}  // namespace canopy
