#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/counted.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "evaluate/counts.h"
#include "feed/order.h"
#include "train/class_weights.h"
#include "train/early_stopping.h"
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

}  // namespace

NetworkOptions training_options(const Config& config, std::size_t classes, Task task) {
  NetworkOptions options;
  options.outputs = outputs_of(task, static_cast<int>(classes));
  options.max_items = config.train.batch_size;
  options.training = true;
  options.fused_update = config.train.fused_update;
  options.clip_norm = config.train.clip_norm.value_or(0);
  options.optimizer = optimizer_params(config.train.optimizer);
  options.seed = config.train.seed;
  return options;
}

Trainer::Trainer(Backend& backend, Stream& stream, const Config& config, const ClipSet& set,
                 Network& network, BatchSource& source, const std::string& checkpoints,
                 TrainingState start)
    : backend_(backend),
      stream_(stream),
      config_(config),
      set_(set),
      network_(network),
      source_(source),
      checkpoints_(checkpoints),
      state_(std::move(start)),
      train_clips_(clips_of(set, Part::train)),
      validation_clips_(clips_of(set, Part::validation)),
      test_clips_(clips_of(set, Part::test)),
      average_(config.train.average_decay > 0
                   ? std::make_unique<WeightAverage>(backend, network, config.train.average_decay)
                   : nullptr),
      step_(backend, stream, config.train, set, network, source,
            config.train.class_weights == ClassWeights::balanced
                ? balanced_weights(set, train_clips_)
                : std::vector<float>(),
            average_.get()) {
  // The last batch of an epoch may be smaller.
  for (const std::vector<std::int32_t>* clips : {&train_clips_, &validation_clips_, &test_clips_})
    network.prepare(static_cast<int>(clips->size()) % config.train.batch_size);
}

bool Trainer::resume() {
  const std::string newest = newest_checkpoint(checkpoints_);
  if (newest.empty()) return false;
  state_ = load_checkpoint(newest, backend_, stream_, network_, state_, extra_tensors());
  return true;
}

void Trainer::apply_average() {
  if (average_) average_->apply(stream_);
}

// The state besides the network that the next step depends on.
std::vector<TensorRef> Trainer::extra_tensors() const {
  std::vector<TensorRef> extra;
  if (average_) extra = average_->tensors();
  extra.push_back({"metrics.train",
                   {static_cast<std::int64_t>(step_.counter_bytes())},
                   step_.counters(),
                   "U8"});
  return extra;
}

bool Trainer::train(const std::function<void(const EpochRow&)>& on_epoch) {
  while (state_.epoch <= config_.train.epochs && !stopped_early()) {
    EpochRow row;
    row.epoch = state_.epoch;
    if (!train_epoch(row)) {
      checkpoint();
      return false;
    }
    row.test = test(test_clips_);
    if (!validation_clips_.empty()) row.validation = test(validation_clips_);
    state_.rows.push_back(row);
    state_.epoch += 1;
    state_.batch = 0;
    on_epoch(row);
    step_.reset_counters();
    const int every = config_.train.checkpoints.every;
    if (every > 0 && (row.epoch % every == 0 || row.epoch == config_.train.epochs)) checkpoint();
    if (interrupt_signal() && state_.epoch <= config_.train.epochs) {
      if (every == 0 || row.epoch % every != 0) checkpoint();
      return false;
    }
  }
  return true;
}

// The loop does not wait for the device: the scalars of the whole epoch are uploaded before it, and
// the counters are downloaded after it.
bool Trainer::train_epoch(EpochRow& row) {
  const auto batch_size = static_cast<std::int64_t>(config_.train.batch_size);
  const auto count = static_cast<std::int64_t>(train_clips_.size());
  const std::int64_t batches = (count + batch_size - 1) / batch_size;
  std::vector<std::int32_t> order = epoch_order(set_, train_clips_, config_.train, state_.epoch);
  order.erase(order.begin(), order.begin() + std::min(count, state_.batch * batch_size));
  const auto items = static_cast<double>(order.size());

  upload_scalars(state_.batch, batches);
  source_.begin(stream_, order, static_cast<std::uint32_t>(state_.step + 1));
  const Stopwatch watch;
  const StepScalars* scalars = scalars_.as<StepScalars>();
  while (const int n = source_.next(stream_)) {
    step_.train(n, scalars++);
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

PartMetrics Trainer::test(const std::vector<std::int32_t>& clips) {
  step_.reset_counters();
  source_.begin(stream_, clips, 0);
  const Stopwatch watch;
  while (const int n = source_.next(stream_)) step_.test(n);
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
  const MetricsCounts counts = step_.read_counters();
  if (counts.not_finite > 0)
    throw Error(ErrorKind::not_a_number,
                fmt::format("epoch {}: the loss of {} is not a finite number; lower "
                            "/train/optimizer/learning_rate and start again",
                            state_.epoch, counted(counts.not_finite, "clip")));
  PartMetrics metrics = part_metrics(counts, static_cast<int>(set_.classes.size()), set_.task);
  metrics.seconds = seconds;
  metrics.clips_per_s = seconds > 0 ? static_cast<double>(counts.items) / seconds : 0;
  return metrics;
}

// Waits for the device, but only on a terminal and a few times a second.
void Trainer::show_progress(std::int64_t batch, std::int64_t batches, double seconds) {
  if (batch == batches) return progress_.clear();
  if (!progress_.due()) return;
  const MetricsCounts counts = step_.read_counters();
  const PartMetrics current = summarise(counts.loss_sum, counts.items, counts.confusion,
                                        static_cast<int>(set_.classes.size()), set_.task);
  const auto resumed_at =
      static_cast<double>(batches - static_cast<std::int64_t>(scalars_host_.size()));
  const double rate = (static_cast<double>(batch) - resumed_at) / std::max(seconds, 1e-9);
  const double seconds_left =
      static_cast<double>((config_.train.epochs - state_.epoch + 1) * batches - batch) /
      std::max(rate, 1e-9);
  progress_.update(fmt::format(
      "epoch {}/{}, step {}/{}, {:.1f} clips/s, loss {:.4f}, precision {:.3f}, recall {:.3f}, {} "
      "left",
      state_.epoch, config_.train.epochs, batch, batches, rate * config_.train.batch_size,
      current.loss, current.precision, current.recall, duration_text(seconds_left)));
}

void Trainer::checkpoint() {
  save_checkpoint(checkpoints_, config_.train.checkpoints.keep, backend_, stream_, network_, state_,
                  extra_tensors());
}

bool Trainer::stopped_early() const {
  return config_.train.early_stopping && stops_early(*config_.train.early_stopping, state_.rows);
}

}  // namespace canopy
