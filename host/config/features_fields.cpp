// The keys of the section features.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(StftConfig& c) {
  return {
      {"frame", integer(c.frame, 1, 1 << 20), "Frame length, which is that of the Hann window.",
       "samples"},
      {"step", integer(c.step, 1, 1 << 20), "Hop length: the distance between successive frames.",
       "samples"},
      {"fft", IntegerField{&c.fft, 2, 1 << 20, 2},
       "FFT length; must be even and at least frame. Shorter frames are zero-padded.", "samples"},
  };
}

Fields fields(MelConfig& c) {
  return {
      {"bands", integer(c.bands, 1, 4096), "Number of mel bands, which replace the FFT bins."},
      {"low_hz", number_from_0(c.low_hz), "Lower edge of the lowest band; must be below high_hz.",
       "Hz"},
      {"high_hz", positive_number(c.high_hz),
       "Upper edge of the highest band; at most half the sample rate.", "Hz"},
      {"formula", choice(c.formula, mel_formula_name),
       "Mel scale: the HTK formula or the one of Slaney's Auditory Toolbox."},
  };
}

Fields fields(PcenConfig& c) {
  return {
      {"gain", share(c.gain),
       "Exponent of the gain control. 1: the level of each band is removed completely; 0: it is "
       "kept."},
      {"bias", positive_number(c.bias), "Offset added before the compression."},
      {"power", share_above_0(c.power), "Exponent of the compression."},
      {"time_constant_s", positive_number(c.time_constant_s),
       "Time constant of the moving average of each band.", "s"},
      {"epsilon", positive_number(c.epsilon),
       "Added to the moving average; bands with far less energy are not normalised."},
  };
}

}  // namespace

Fields mono_fields(MonoMode& c) {
  return {{"channel", integer(c.channel, 0, 1023), "Index of the channel to use, counted from 0.",
           "", true}};
}

Fields features_fields(FeaturesConfig& c) {
  return {
      {"sample_rate", integer(c.sample_rate, 1000, 768000),
       "Sample rate of the model; all audio is resampled to it, with band limiting.", "Hz"},
      {"clip_samples", integer(c.clip_samples, 1, 1 << 28),
       "Length of the model's input window; must be at least stft.frame.", "samples"},
      {"crop", choice(c.crop, {"first", "center"}),
       "Which part of a clip longer than the window is used: the beginning or the middle."},
      {"pad", choice(c.pad, {"front", "back", "center"}),
       "Where a clip shorter than the window is zero-padded. center: half on each side."},
      {"mono", MonoField{&c.mono},
       "How clips are converted to mono: the first channel, the mean of all channels, or the "
       "channel of a given index."},
      {"level", choice(c.level, {"none", "rms"}),
       "Level normalisation. rms: each window is normalised to mean 0 and RMS 1, so that the model "
       "does not depend on the recording level; silence stays silence. none: the level is kept."},
      {"stft", SectionField{fields(c.stft)}, "Short-time Fourier transform."},
      {"mel", optional<MelConfig>(c.mel, fields),
       "Mel filter bank. Absent or null: the FFT bins are used directly."},
      {"scale", choice(c.scale, {"magnitude", "power", "log", "pcen"}),
       "Scale of the spectrogram or of the mel bands. log: the natural logarithm of the magnitude, "
       "or with mel of the energy of each band, plus log_offset. pcen: per-channel energy "
       "normalisation, which divides each band by its moving average."},
      {"log_offset", positive_number(c.log_offset),
       "Added before the logarithm; used only with scale log."},
      {"pcen", SectionField{fields(c.pcen)},
       "Per-channel energy normalisation (PCEN); used only with scale pcen."},
  };
}

}  // namespace canopy
