#include "scan/window_batch.h"

#include <algorithm>
#include <cmath>

namespace canopy {

WindowBatch::WindowBatch(Backend& backend, Classifier& classifier)
    : backend_(backend),
      classifier_(classifier),
      samples_(classifier.info().config.features.clip_samples) {
  const std::int64_t rows = classifier.max_items();
  waves_ = allocate_floats(backend, rows * samples_);
  scores_ = allocate_floats(backend, rows * classifier.outputs());
  host_scores_ = backend.allocate_pinned(float_bytes(rows * classifier.outputs()));
}

void WindowBatch::add(Stream& stream, CallCounter& counter, double start_s, double end_s,
                      const float* from, std::int64_t count, std::int64_t offset) {
  float* row = waves_.floats() + static_cast<std::int64_t>(waiting_.size()) * samples_;
  if (count < samples_) backend_.zero(stream, row, float_bytes(samples_));
  backend_.copy(stream, row + offset, from, float_bytes(count));
  waiting_.push_back({&counter, start_s, end_s});
}

void WindowBatch::score(Stream& stream) {
  const int n = static_cast<int>(waiting_.size());
  if (n == 0) return;
  const int outputs = classifier_.outputs();
  classifier_.score(stream, n, waves_.floats(), samples_, scores_.floats());
  backend_.download(stream, host_scores_.data(), scores_.data(), float_bytes(n * outputs));
  stream.synchronize();
  for (int i = 0; i < n; ++i) {
    const Window& window = waiting_[static_cast<std::size_t>(i)];
    window.counter->add(host_scores_.floats() + i * outputs, window.start_s, window.end_s);
  }
  waiting_.clear();
}

WindowLayout window_layout(const FeaturesConfig& features, double step_s,
                           const CountingConfig& counting) {
  WindowLayout layout;
  layout.samples = features.clip_samples;
  layout.step = std::max<std::int64_t>(1, std::llround(step_s * features.sample_rate));
  layout.centered = counting.method == CountingMethod::peaks;
  return layout;
}

}  // namespace canopy
