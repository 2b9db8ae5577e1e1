#include "scan/scan.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/progress.h"
#include "model/features.h"
#include "model/model_info.h"
#include "scan/block_reader.h"
#include "scan/calls.h"
#include "scan/wave_stream.h"
#include "scan/window_batch.h"

namespace canopy {
namespace {

constexpr double block_s = 4.0;

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
        layout_(window_layout(features_, options.step_s, options.counting)),
        stream_(backend.make_stream()),
        batch_(backend, classifier) {}

  std::vector<RecordingResult> run() {
    BlockReader reader(backend_, paths_, options_.threads, block_s);
    AudioBlock block;
    while (!interrupt_signal() && reader.next(block)) take(block);
    score();
    progress_.clear();
    while (finished_ < results_.size()) count_calls(finished_++);  // the interrupted recording
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
      options_.message(
          fmt::format("scanned only up to {}: {}", duration_text(result.seconds),
                      block.error.empty() ? result.path + ": " + result.error : result.error));
    if (block.last) ++read_;
    show_progress();
  }

  /// Scores the waiting windows; after that, every recording that was read to its end is finished.
  void score() {
    batch_.score(*stream_);
    for (; finished_ < read_; ++finished_) {
      count_calls(finished_);
      if (options_.on_finished) options_.on_finished(results_[finished_]);
    }
  }

  void count_calls(std::size_t recording) {
    RecordingResult& result = results_[recording];
    result.detections = counters_[recording]->finish();
    counters_[recording].reset();
    // the middle of a window and the margin of a call may be beyond the last sample
    for (Detection& call : result.detections) call.end_s = std::min(call.end_s, result.seconds);
  }

  void begin(const AudioBlock& block) {
    if (!results_.empty()) done_s_ += results_.back().seconds;
    RecordingResult result;
    result.path = paths_[block.recording];
    result.name = names_[block.recording];
    results_.push_back(result);
    counters_.push_back(make_call_counter(
        classifier_.info().classes, classifier_.info().task, options_.threshold, options_.counting,
        static_cast<double>(layout_.step) / features_.sample_rate));
    next_window_ = layout_.first();
    wave_.reset();
    if (block.info.rate == 0) return;
    const int channel = options_.mono.kind == MonoKind::channel ? options_.mono.channel : -1;
    results_.back().error = missing_channel(block.info, channel);
    if (results_.back().error.empty())
      wave_.emplace(backend_, block.info, static_cast<std::int64_t>(block_s * block.info.rate) + 1,
                    features_.sample_rate, options_.mono, features_.clip_samples);
  }

  void cut_windows(bool last) {
    while (layout_.ready(next_window_, wave_->end(), last)) {
      add_window();
      next_window_ += layout_.step;
    }
    wave_->drop_before(*stream_, std::max<std::int64_t>(0, next_window_));
  }

  // Adds the window at next_window_, with silence where it extends beyond the recording.
  void add_window() {
    const std::int64_t from = std::max<std::int64_t>(0, next_window_);
    const std::int64_t end = std::min(next_window_ + layout_.samples, wave_->end());
    std::int64_t before = from - next_window_;  // samples of silence
    std::int64_t length = layout_.samples;
    if (!layout_.centered && end - from < length) {  // pad as a clip is padded
      before = pad_before(features_, end - from);
      length = end - from;
    }
    const double start_s = static_cast<double>(next_window_) / features_.sample_rate;
    batch_.add(*stream_, *counters_.back(), start_s,
               start_s + static_cast<double>(length) / features_.sample_rate, wave_->at(from),
               end - from, before);
    results_.back().windows += 1;
    if (batch_.full()) score();
  }

  void show_progress() {
    if (!options_.progress || !progress_.due()) return;
    const double elapsed =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    const double speed = (done_s_ + results_.back().seconds) / std::max(elapsed, 1e-3);
    const double share = static_cast<double>(results_.size()) / static_cast<double>(paths_.size());
    progress_.update(fmt::format("recording {}/{}, {:.0f} x real time, about {} left",
                                 results_.size(), paths_.size(), speed,
                                 duration_text(elapsed * (1 - share) / share)));
  }

  Backend& backend_;
  Classifier& classifier_;
  const std::vector<std::string>& paths_;
  const std::vector<std::string>& names_;
  const ScanOptions& options_;
  const FeaturesConfig& features_;
  WindowLayout layout_;
  std::unique_ptr<Stream> stream_;
  WindowBatch batch_;
  std::vector<RecordingResult> results_;
  std::vector<std::unique_ptr<CallCounter>> counters_;  // one per recording
  std::size_t read_ = 0, finished_ = 0;  // recordings read to the end, and also scored
  std::optional<WaveStream> wave_;
  std::int64_t next_window_ = 0;  // its first sample
  double done_s_ = 0;
  ProgressLine progress_{"scanning"};
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

ScanOptions scan_options(const ModelInfo& model, int threads) {
  const ScanConfig scan = model.config.scan.value_or(ScanConfig());
  ScanOptions options;
  options.step_s = scan.step_s;
  options.threshold = scan_thresholds(model);
  options.counting = scan.counting;
  options.mono = scan.mono;
  options.threads = threads;
  options.message = say;
  options.progress = true;
  return options;
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
