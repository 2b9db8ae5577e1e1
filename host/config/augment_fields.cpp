// The keys of the section train.augment.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

NumberField decibel(double& member) {
  return {&member, -100, 100};
}

Fields fields(PlacementConfig& c) {
  return {
      {"jitter_s", number_from_0(c.jitter_s),
       "Maximum distance between the middle of the clip and the middle of the window; must be less "
       "than half a window.",
       "s"},
  };
}

Fields fields(DisplaceConfig& c) {
  return {
      {"probability", share(c.probability), "Probability that a positive clip is displaced."},
      {"beyond_s", number_from_0(c.beyond_s),
       "Minimum distance between the middle of a displaced clip and the middle of the window. The "
       "maximum is the distance at which the clip has just left the window.",
       "s"},
      {"with_call", share(c.with_call),
       "Probability that a second positive clip is added beside a displaced one, on the side "
       "facing the middle of the window. Its own middle must also be more than beyond_s away."},
  };
}

Fields fields(PiecesConfig& c) {
  return {
      {"probability", share(c.probability), "Probability that a positive clip is truncated."},
      {"least_share", share_above_0(c.least_share),
       "Minimum length of the piece that is kept, as a fraction of the clip."},
      {"most_share", share_above_0(c.most_share),
       "Maximum length of the piece that is kept, as a fraction of the clip."},
  };
}

Fields fields(GainConfig& c) {
  return {
      {"low_db", decibel(c.low_db), "Minimum gain.", "dB"},
      {"high_db", decibel(c.high_db), "Maximum gain.", "dB"},
  };
}

Fields fields(MixConfig& c) {
  return {
      {"probability", share(c.probability), "Probability that a background is added to a clip."},
      {"low_db", decibel(c.low_db),
       "Minimum signal-to-noise ratio: the RMS of the clip over the RMS of the background during "
       "the clip.",
       "dB"},
      {"high_db", decibel(c.high_db), "Maximum signal-to-noise ratio.", "dB"},
  };
}

Fields fields(MixupConfig& c) {
  return {
      {"probability", share(c.probability), "Probability that an item is blended with another."},
      {"alpha", NumberField{&c.alpha, 0, 100, true},
       "Parameter of the distribution Beta(alpha, alpha) from which the weight of the two items is "
       "drawn; the larger weight is the item's own."},
  };
}

Fields fields(MasksConfig& c) {
  return {
      {"time", integer(c.time, 0, 16), "Number of time masks."},
      {"time_s", number_from_0(c.time_s), "Maximum length of a time mask.", "s"},
      {"bands", integer(c.bands, 0, 16), "Number of frequency masks."},
      {"band_share", share(c.band_share),
       "Maximum width of a frequency mask, as a fraction of all bands."},
  };
}

}  // namespace

Fields augment_fields(AugmentConfig& c) {
  return {
      {"row_s", NumberField{&c.row_s, 0, 600, true},
       "Length of the part of each clip that is loaded; longer clips are cropped to it as "
       "features.crop says. In the device cache each clip takes up this length.",
       "s"},
      {"placement", optional<PlacementConfig>(c.placement, fields),
       "Places each clip at a random position in the window; longer clips are cropped, shorter "
       "ones leave room. Absent or null: clips are placed as features.crop and features.pad say."},
      {"displace", optional<DisplaceConfig>(c.displace, fields),
       "Treats off-centre calls as negatives: positive clips are moved away from the middle of the "
       "window and labelled negative, so that the network detects a call by the position of its "
       "middle and separates calls in quick succession. Binary networks only. Absent or null: "
       "off."},
      {"pieces", optional<PiecesConfig>(c.pieces, fields),
       "Treats truncated calls as negatives: a piece of a positive clip is placed anywhere in the "
       "window and labelled negative, so that incomplete calls are not detected. Binary networks "
       "only. Absent or null: off."},
      {"gain", optional<GainConfig>(c.gain, fields),
       "Changes the level at random. Absent or null: the level is unchanged."},
      {"mix", optional<MixConfig>(c.mix, fields),
       "Adds another training clip as background, repeated to fill the window: a negative clip, in "
       "a network with one output per class a clip of the same class, and with data.multi_label a "
       "clip without classes. Absent or null: off."},
      {"fill", share(c.fill),
       "Probability that the empty part of a window is filled with such a background, at the level "
       "of the quietest part of the clip. Windows that mix has filled are left as they are."},
      {"mixup", optional<MixupConfig>(c.mixup, fields),
       "Blends the spectrograms and labels of pairs of items of a batch (mixup). Absent or null: "
       "off."},
      {"masks", optional<MasksConfig>(c.masks, fields),
       "Replaces random spans of time and ranges of bands of the spectrogram by its mean "
       "(SpecAugment). Absent or null: off."},
  };
}

}  // namespace canopy
