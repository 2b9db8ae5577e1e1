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
  // With a mel bank the logarithm follows the bank, which sums power, or magnitudes with scale
  // magnitude. PCEN works on power.
  params.scale = config.scale == FeatureScale::magnitude            ? SpectrumScale::magnitude
                 : config.scale == FeatureScale::log && !config.mel ? SpectrumScale::log
                                                                    : SpectrumScale::power;
  params.log_offset = static_cast<float>(config.log_offset);
  params.max_items = max_items;
  return params;
}

PcenParams pcen_params(const FeaturesConfig& config, const Image& image, int max_items) {
  PcenParams params;
  params.frames = image.height;
  params.bands = static_cast<int>(image.width);
  params.gain = static_cast<float>(config.pcen.gain);
  params.bias = static_cast<float>(config.pcen.bias);
  params.power = static_cast<float>(config.pcen.power);
  params.epsilon = static_cast<float>(config.pcen.epsilon);
  params.smoothing =
      pcen_smoothing(config.pcen.time_constant_s * config.sample_rate / config.stft.step);
  params.max_items = max_items;
  return params;
}

}  // namespace

Image feature_image(const FeaturesConfig& config) {
  const SpectrogramParams params = spectrogram_params(config, 1);
  return {params.frames(), config.mel ? config.mel->bands : params.bins(), 1};
}

FeatureExtractor::FeatureExtractor(Backend& backend, const FeaturesConfig& config, int max_items)
    : output_(feature_image(config)), samples_(config.clip_samples) {
  const SpectrogramParams params = spectrogram_params(config, max_items);
  const auto floats = [&](std::int64_t item_floats) {
    return allocate_floats(backend, item_floats * max_items);
  };
  if (config.level == LevelKind::rms) {
    normalise_ = backend.make_rms_normalise({samples_, max_items});
    normalised_ = floats(samples_);
  }
  spectrogram_ = backend.make_spectrogram(params);
  if (config.scale == FeatureScale::pcen)
    pcen_ = backend.make_pcen(pcen_params(config, output_, max_items));
  if (!config.mel) return;
  MelLogParams mel;
  mel.frames = params.frames();
  mel.bins = params.bins();
  mel.sample_rate = config.sample_rate;
  mel.bands = config.mel->bands;
  mel.low_hz = static_cast<float>(config.mel->low_hz);
  mel.high_hz = static_cast<float>(config.mel->high_hz);
  mel.formula = config.mel->formula;
  mel.log = config.scale == FeatureScale::log;
  mel.log_offset = static_cast<float>(config.log_offset);
  mel.max_items = max_items;
  mel_ = backend.make_mel_log(mel);
  power_ = floats(params.frames() * params.bins());
}

void FeatureExtractor::run(Stream& stream, int n, const float* waves, std::int64_t stride,
                           float* out) {
  if (normalise_) {
    normalise_->run(stream, n, waves, stride, normalised_.floats());
    waves = normalised_.floats();
    stride = samples_;
  }
  spectrogram_->run(stream, n, waves, stride, mel_ ? power_.floats() : out);
  if (mel_) mel_->run(stream, n, power_.floats(), out);
  if (pcen_) pcen_->run(stream, n, out, out);
}

std::int64_t pad_before(const FeaturesConfig& config, std::int64_t have) {
  const std::int64_t missing = config.clip_samples - have;
  switch (config.pad) {
    case PadSide::front:
      return missing;
    case PadSide::center:
      return missing / 2;
    case PadSide::back:
      break;
  }
  return 0;
}

ResampleItem clip_row(const FeaturesConfig& config, std::int64_t frames, int rate) {
  ResampleItem item;
  item.rate = rate;
  item.frames = frames;
  const std::int64_t whole = resampled_length(frames, rate, config.sample_rate);
  item.outputs = std::min<std::int64_t>(whole, config.clip_samples);
  if (config.crop == CropPart::center) item.first_output = (whole - item.outputs) / 2;
  item.row_offset = pad_before(config, item.outputs);
  return item;
}

}  // namespace canopy
