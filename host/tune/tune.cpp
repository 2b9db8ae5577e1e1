#include "tune/tune.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "scan/peaks.h"
#include "scan/window_batch.h"

namespace canopy {
namespace {

/// Records the scores instead of counting calls.
class CurveRecorder final : public CallCounter {
 public:
  void add(const float* scores, double start_s, double end_s) override {
    curve.times_s.push_back((start_s + end_s) / 2);
    curve.logits.push_back(logit_of(static_cast<double>(scores[0])));
  }
  std::vector<Detection> finish() override { return {}; }
  ScoreCurve curve;
};

}  // namespace

TuneResult tune(Backend& backend, Classifier& classifier, const Config& config,
                const std::vector<ClipWave>& calls, const std::vector<ClipWave>& negatives) {
  const TuneConfig& options = *config.scan->tune;
  SynthesisParams params;
  params.sample_rate = config.features.sample_rate;
  params.seconds = options.recording_s;
  params.seed = options.seed;
  const WindowLayout layout =
      window_layout(config.features, config.scan->step_s, config.scan->counting);
  const double rate = params.sample_rate;
  const std::unique_ptr<Stream> stream = backend.make_stream();
  WindowBatch batch(backend, classifier);
  std::vector<ScoreCurve> curves;
  std::vector<std::vector<Span>> truth;
  Buffer wave;
  ProgressLine progress("tuning");
  for (int r = 0; r < options.recordings && !interrupt_signal(); ++r) {
    progress.update(fmt::format("recording {}/{}", r + 1, options.recordings));
    const SyntheticRecording made = synthesise(params, r, calls, negatives);
    const auto total = static_cast<std::int64_t>(made.samples.size());
    if (!wave) wave = allocate_floats(backend, total);
    backend.upload(*stream, wave.data(), made.samples.data(), float_bytes(total));
    CurveRecorder recorder;
    recorder.curve.step_s = static_cast<double>(layout.step) / rate;
    for (std::int64_t at = layout.first(); layout.ready(at, total, true); at += layout.step) {
      const std::int64_t from = std::max<std::int64_t>(0, at);
      const double start_s = static_cast<double>(at) / rate;
      batch.add(*stream, recorder, start_s, start_s + static_cast<double>(layout.samples) / rate,
                wave.floats() + from, std::min(at + layout.samples, total) - from, from - at);
      if (batch.full()) batch.score(*stream);
    }
    batch.score(*stream);
    curves.push_back(std::move(recorder.curve));
    truth.push_back(made.calls);
  }
  progress.clear();
  if (interrupt_signal()) return {};
  if (std::all_of(truth.begin(), truth.end(), [](const auto& spans) { return spans.empty(); }))
    throw Error(
        ErrorKind::data,
        "/scan/tune: the synthetic recordings hold no call of the validation part; increase "
        "/scan/tune/recording_s or /scan/tune/recordings");
  return choose_counting(curves, truth);
}

}  // namespace canopy
