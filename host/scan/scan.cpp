#include "scan/scan.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "base/interrupt.h"
#include "base/progress.h"
#include "scan/block_reader.h"
#include "scan/calls.h"
#include "scan/wave_stream.h"

namespace canopy {
namespace {

constexpr double block_s = 4.0;

/// Windows waiting for their scores: rows of one batch, whichever recordings they come from.
class WindowBatch {
 public:
  WindowBatch(Backend& backend, Classifier& classifier)
      : backend_(backend),
        classifier_(classifier),
        samples_(classifier.info().config.features.clip_samples) {
    const auto rows = static_cast<std::size_t>(classifier.max_items());
    const auto outputs = static_cast<std::size_t>(classifier.outputs());
    waves_ = backend.allocate(rows * static_cast<std::size_t>(samples_) * sizeof(float));
    scores_ = backend.allocate(rows * outputs * sizeof(float));
    host_scores_ = backend.allocate_pinned(rows * outputs * sizeof(float));
  }

  bool full() const { return static_cast<int>(waiting_.size()) == classifier_.max_items(); }

  /// Copies `count` samples to the next row, at `offset` in it; the rest is silence.
  void add(Stream& stream, CallCounter& counter, double start_s, double end_s, const float* from,
           std::int64_t count, std::int64_t offset) {
    float* row = waves_.floats() + static_cast<std::int64_t>(waiting_.size()) * samples_;
    const auto bytes = [](std::int64_t n) { return static_cast<std::size_t>(n) * sizeof(float); };
    if (count < samples_) backend_.zero(stream, row, bytes(samples_));
    backend_.copy(stream, row + offset, from, bytes(count));
    waiting_.push_back({&counter, start_s, end_s});
  }

  /// Scores what is there and gives each window's scores to its recording's counter.
  void score(Stream& stream) {
    const int n = static_cast<int>(waiting_.size());
    if (n == 0) return;
    const int outputs = classifier_.outputs();
    classifier_.score(stream, n, waves_.floats(), samples_, scores_.floats());
    backend_.download(stream, host_scores_.data(), scores_.data(),
                      static_cast<std::size_t>(n * outputs) * sizeof(float));
    stream.synchronize();
    for (int i = 0; i < n; ++i)
      waiting_[static_cast<std::size_t>(i)].counter->add(
          host_scores_.floats() + i * outputs, waiting_[static_cast<std::size_t>(i)].start_s,
          waiting_[static_cast<std::size_t>(i)].end_s);
    waiting_.clear();
  }

 private:
  struct Window {
    CallCounter* counter;
    double start_s, end_s;
  };
  Backend& backend_;
  Classifier& classifier_;
  std::int64_t samples_;
  Buffer waves_, scores_, host_scores_;
  std::vector<Window> waiting_;
};

class Scan {
 public:
  Scan(Backend& backend, Classifier& classifier, const std::vector<std::string>& paths,
       const std::vector<std::string>& names, const ScanOptions& options)
      : backend_(backend),
        classifier_(classifier),
        paths_(paths),
        names_(names),
        options_(options),
        features_(classifier.info().config.features),
        step_(std::max<std::int64_t>(1, std::llround(options.step_s * features_.sample_rate))),
        stream_(backend.make_stream()),
        batch_(backend, classifier) {}

  std::vector<RecordingResult> run() {
    BlockReader reader(backend_, paths_, options_.threads, block_s);
    AudioBlock block;
    while (!interrupt_signal() && reader.next(block)) take(block);
    score();
    progress_.clear();
    for (std::size_t i = finished_; i < results_.size(); ++i)  // the one that was interrupted
      results_[i].detections = counters_[i].calls();
    return std::move(results_);
  }

 private:
  void take(const AudioBlock& block) {
    if (block.recording == results_.size()) begin(block);
    RecordingResult& result = results_.back();
    if (wave_) {
      wave_->add(*stream_, block.pcm, block.frames, block.last);
      cut_windows(block.last);
      result.seconds = static_cast<double>(wave_->end()) / features_.sample_rate;
    }
    if (block.last && !block.error.empty()) result.error = block.error;
    if (block.last && !result.error.empty() && options_.message)
      options_.message("scanned only up to " + duration_text(result.seconds) + ": " +
                       (block.error.empty() ? result.path + ": " + result.error : result.error));
    if (block.last) ++read_;
    show_progress();
  }

  /// Scores the windows that wait; then every recording that was read to its end is finished.
  void score() {
    batch_.score(*stream_);
    for (; finished_ < read_; ++finished_) {
      results_[finished_].detections = counters_[finished_].calls();
      if (options_.on_finished) options_.on_finished(results_[finished_]);
    }
  }

  void begin(const AudioBlock& block) {
    if (!results_.empty()) done_s_ += results_.back().seconds;
    RecordingResult result;
    result.path = paths_[block.recording];
    result.name = names_[block.recording];
    results_.push_back(result);
    counters_.emplace_back(classifier_.info().classes, classifier_.info().binary,
                           options_.threshold);
    next_window_ = 0;
    wave_.reset();
    if (block.info.rate == 0) return;
    const int channel = options_.mono.kind == MonoKind::channel ? options_.mono.channel : -1;
    results_.back().error = missing_channel(block.info, channel);
    if (results_.back().error.empty())
      wave_.emplace(backend_, block.info, static_cast<std::int64_t>(block_s * block.info.rate) + 1,
                    features_.sample_rate, options_.mono, features_.clip_samples);
  }

  // Whole windows only, as the notebook cuts them; but a recording shorter than one window is one
  // window, with silence where a clip would have it.
  void cut_windows(bool last) {
    const std::int64_t samples = features_.clip_samples;
    while (next_window_ + samples <= wave_->end()) {
      add_window(wave_->at(next_window_), samples, 0);
      next_window_ += step_;
    }
    if (last && next_window_ == 0 && wave_->end() > 0) {
      const std::int64_t have = wave_->end();
      add_window(wave_->at(0), have, features_.pad == PadSide::front ? samples - have : 0);
      next_window_ = step_;
    }
    wave_->drop_before(*stream_, next_window_);
  }

  void add_window(const float* from, std::int64_t count, std::int64_t offset) {
    const double start_s = static_cast<double>(next_window_) / features_.sample_rate;
    const double end_s = start_s + static_cast<double>(count) / features_.sample_rate;
    batch_.add(*stream_, counters_.back(), start_s, end_s, from, count, offset);
    results_.back().windows += 1;
    if (batch_.full()) score();
  }

  void show_progress() {
    if (!options_.progress || !progress_.due()) return;
    const double elapsed =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    const double speed = (done_s_ + results_.back().seconds) / std::max(elapsed, 1e-3);
    const double share = static_cast<double>(results_.size()) / static_cast<double>(paths_.size());
    char text[160];
    std::snprintf(text, sizeof text, "recording %zu/%zu, %.0f x real time, about %s left",
                  results_.size(), paths_.size(), speed,
                  duration_text(elapsed * (1 - share) / share).c_str());
    progress_.update(text);
  }

  Backend& backend_;
  Classifier& classifier_;
  const std::vector<std::string>& paths_;
  const std::vector<std::string>& names_;
  const ScanOptions& options_;
  const FeaturesConfig& features_;
  std::int64_t step_;
  std::unique_ptr<Stream> stream_;
  WindowBatch batch_;
  std::vector<RecordingResult> results_;
  std::deque<CallCounter> counters_;     // their addresses stay: windows of a batch point to them
  std::size_t read_ = 0, finished_ = 0;  // recordings read to their end, and scored too
  std::optional<WaveStream> wave_;
  std::int64_t next_window_ = 0;  // its first sample
  double done_s_ = 0;
  ProgressLine progress_{"scanning"};
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

std::vector<std::string> recording_names(const std::vector<std::string>& paths) {
  std::map<std::string, int> named;
  const auto file_name = [](const std::string& path) {
    return std::filesystem::path(path).filename().string();
  };
  for (const std::string& path : paths) ++named[file_name(path)];
  std::vector<std::string> names;
  for (const std::string& path : paths)  // two folders may hold the same name
    names.push_back(named[file_name(path)] > 1 ? path : file_name(path));
  return names;
}

std::string scan_parameters(const ScanOptions& options) {
  char text[160];
  std::snprintf(text, sizeof text, "step %.17g, threshold %.17g, mono %d %d", options.step_s,
                options.threshold, static_cast<int>(options.mono.kind), options.mono.channel);
  return text;
}

std::vector<RecordingResult> scan_recordings(Backend& backend, Classifier& classifier,
                                             const std::vector<std::string>& paths,
                                             const ScanOptions& options) {
  const std::vector<std::string> names = recording_names(paths);
  std::vector<std::string> new_paths, new_names;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (options.finished.count(paths[i])) continue;
    new_paths.push_back(paths[i]);
    new_names.push_back(names[i]);
  }
  const std::vector<RecordingResult> scanned =
      Scan(backend, classifier, new_paths, new_names, options).run();
  std::vector<RecordingResult> results;
  for (std::size_t i = 0, next = 0; i < paths.size(); ++i) {
    const auto earlier = options.finished.find(paths[i]);
    if (earlier != options.finished.end())
      results.push_back(earlier->second);
    else if (next < scanned.size())
      results.push_back(scanned[next++]);
    else
      continue;  // interrupted before it
    results.back().name = names[i];
  }
  return results;
}

}  // namespace canopy
