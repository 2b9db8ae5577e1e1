#include "model/features.h"

#include <algorithm>

namespace canopy {
namespace {

SpectrogramParams spectrogram_params(const FeaturesConfig& config, int max_items) {
  SpectrogramParams params;
  params.samples = config.clip_samples;
  params.frame = config.stft.frame;
  params.step = config.stft.step;
  params.fft = config.stft.fft;
  // Under a mel bank the logarithm comes after the bank; the bank sums power, or magnitudes where
  // the config asks for them.
  params.scale = config.scale == FeatureScale::magnitude            ? SpectrumScale::magnitude
                 : config.scale == FeatureScale::log && !config.mel ? SpectrumScale::log
                                                                    : SpectrumScale::power;
  params.log_offset = static_cast<float>(config.log_offset);
  params.max_items = max_items;
  return params;
}

}  // namespace

Image feature_image(const FeaturesConfig& config) {
  const SpectrogramParams params = spectrogram_params(config, 1);
  return {params.frames(), config.mel ? config.mel->bands : params.bins(), 1};
}

FeatureExtractor::FeatureExtractor(Backend& backend, const FeaturesConfig& config, int max_items)
    : output_(feature_image(config)) {
  const SpectrogramParams params = spectrogram_params(config, max_items);
  spectrogram_ = backend.make_spectrogram(params);
  if (!config.mel) return;
  MelLogParams mel;
  mel.frames = params.frames();
  mel.bins = params.bins();
  mel.sample_rate = config.sample_rate;
  mel.bands = config.mel->bands;
  mel.low_hz = static_cast<float>(config.mel->low_hz);
  mel.high_hz = static_cast<float>(config.mel->high_hz);
  mel.formula =
      config.mel->formula == MelFormulaKind::slaney ? MelFormula::slaney : MelFormula::htk;
  mel.log = config.scale == FeatureScale::log;
  mel.log_offset = static_cast<float>(config.log_offset);
  mel.max_items = max_items;
  mel_ = backend.make_mel_log(mel);
  power_ = backend.allocate(static_cast<std::size_t>(params.frames()) *
                            static_cast<std::size_t>(params.bins()) *
                            static_cast<std::size_t>(max_items) * sizeof(float));
}

void FeatureExtractor::run(Stream& stream, int n, const float* waves, std::int64_t stride,
                           float* out) {
  spectrogram_->run(stream, n, waves, stride, mel_ ? power_.floats() : out);
  if (mel_) mel_->run(stream, n, power_.floats(), out);
}

MonoMode mono_mode(const MonoConfig& config) {
  switch (config.kind) {
    case MonoKind::mean:
      return {MonoMode::mean, 0};
    case MonoKind::channel:
      return {MonoMode::channel, config.channel};
    case MonoKind::first:
      break;
  }
  return {MonoMode::first, 0};
}

ResampleItem clip_row(const FeaturesConfig& config, std::int64_t frames, int rate) {
  ResampleItem item;
  item.rate = rate;
  item.frames = frames;
  item.outputs = std::min<std::int64_t>(resampled_length(frames, rate, config.sample_rate),
                                        config.clip_samples);
  item.row_offset = config.pad == PadSide::front ? config.clip_samples - item.outputs : 0;
  return item;
}

}  // namespace canopy
