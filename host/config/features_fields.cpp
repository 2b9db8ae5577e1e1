// The keys of the section features.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(StftConfig& c) {
  return {
      {"frame", integer(c.frame, 1, 1 << 20), "length of the Hann window", "samples"},
      {"step", integer(c.step, 1, 1 << 20), "from one frame to the next", "samples"},
      {"fft", IntegerField{&c.fft, 2, 1 << 20, 2},
       "length of the transform, even and at least frame; a shorter frame is padded with zeros",
       "samples"},
  };
}

Fields fields(MelConfig& c) {
  return {
      {"bands", integer(c.bands, 1, 4096), "mel bands, instead of the bins of the transform"},
      {"low_hz", number_from_0(c.low_hz), "lower edge of the lowest band", "Hz"},
      {"high_hz", positive_number(c.high_hz),
       "upper edge of the highest band, at most half the sample rate", "Hz"},
      {"formula", choice(c.formula, mel_formula_name), "which mel scale"},
  };
}

Fields fields(PcenConfig& c) {
  return {
      {"gain", share(c.gain), "how much of a band's level is taken away: 1 all, 0 nothing"},
      {"bias", positive_number(c.bias), "added before the compression"},
      {"power", share_above_0(c.power), "exponent of the compression"},
      {"time_constant_s", positive_number(c.time_constant_s),
       "how far back the mean of a band reaches", "s"},
      {"epsilon", positive_number(c.epsilon),
       "added to the mean: a band far below it is not normalised"},
  };
}

}  // namespace

Fields mono_fields(MonoMode& c) {
  return {{"channel", integer(c.channel, 0, 1023), "this one alone, counted from 0", "", true}};
}

Fields features_fields(FeaturesConfig& c) {
  return {
      {"sample_rate", integer(c.sample_rate, 1000, 768000),
       "everything is resampled to this rate, band-limited", "Hz"},
      {"clip_samples", integer(c.clip_samples, 1, 1 << 28), "length of what the network sees",
       "samples"},
      {"crop", choice(c.crop, {"first", "center"}), "which part of a longer clip is taken"},
      {"pad", choice(c.pad, {"front", "back", "center"}),
       "where a shorter clip gets its zeros; center: half of them on either side"},
      {"mono", MonoField{&c.mono}, "how clips become mono"},
      {"level", choice(c.level, {"none", "rms"}),
       "rms: what the network sees is brought to a mean of 0 and an RMS of 1 first, so that it "
       "cannot hear how loud a recording is; silence stays silence"},
      {"stft", SectionField{fields(c.stft)}, "short-time Fourier transform"},
      {"mel", optional<MelConfig>(c.mel, fields), "mel filter bank; absent or null: none"},
      {"scale", choice(c.scale, {"magnitude", "power", "log", "pcen"}),
       "of the spectrogram, or of the mel bands: log is the natural logarithm of value + "
       "log_offset; pcen normalises the energy of each band by its own recent past"},
      {"log_offset", positive_number(c.log_offset), "added before the logarithm"},
      {"pcen", SectionField{fields(c.pcen)}, "per-channel energy normalisation, with that scale"},
  };
}

}  // namespace canopy
