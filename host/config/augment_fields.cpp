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
       "the middle of the clip is at most this far from the middle of the window; less than half "
       "a window",
       "s"},
  };
}

Fields fields(DisplaceConfig& c) {
  return {
      {"probability", share(c.probability), "share of the positive clips that are moved away"},
      {"beyond_s", number_from_0(c.beyond_s),
       "the middle of such a clip is further than this from the middle of the window, at most so "
       "far that it has just left the window",
       "s"},
      {"with_call", share(c.with_call),
       "share of them that have another positive clip at their other side, where its middle too "
       "is further away than beyond_s"},
  };
}

Fields fields(PiecesConfig& c) {
  return {
      {"probability", share(c.probability), "share of the positive clips that are cut to a piece"},
      {"least_share", share_above_0(c.least_share), "the least that is left of a clip"},
      {"most_share", share_above_0(c.most_share), "the most"},
  };
}

Fields fields(GainConfig& c) {
  return {
      {"low_db", decibel(c.low_db), "the least change of the level", "dB"},
      {"high_db", decibel(c.high_db), "the most", "dB"},
  };
}

Fields fields(MixConfig& c) {
  return {
      {"probability", share(c.probability), "share of the clips that get a background"},
      {"low_db", decibel(c.low_db),
       "the least signal-to-noise ratio: the RMS of the clip over that of the background where "
       "the clip is",
       "dB"},
      {"high_db", decibel(c.high_db), "the highest", "dB"},
  };
}

Fields fields(MixupConfig& c) {
  return {
      {"probability", share(c.probability), "share of the items that get part of another"},
      {"alpha", NumberField{&c.alpha, 0, 100, true},
       "an item's own share is drawn from Beta(alpha, alpha), the larger part its own"},
  };
}

Fields fields(MasksConfig& c) {
  return {
      {"time", integer(c.time, 0, 16), "stretches of time that are masked"},
      {"time_s", number_from_0(c.time_s), "the longest of them", "s"},
      {"bands", integer(c.bands, 0, 16), "ranges of bands that are masked"},
      {"band_share", share(c.band_share), "the widest of them, of all bands"},
  };
}

}  // namespace

Fields augment_fields(AugmentConfig& c) {
  return {
      {"row_s", NumberField{&c.row_s, 0, 600, true},
       "how much of a clip is there to be placed; of a longer one the part that features.crop "
       "names is taken. On the device each clip takes that much room",
       "s"},
      {"placement", optional<PlacementConfig>(c.placement, fields),
       "clips are placed at random in the window: a longer one is cut, a shorter one leaves room. "
       "Absent or null: as features.crop and features.pad say"},
      {"displace", optional<DisplaceConfig>(c.displace, fields),
       "binary networks: positive clips moved out of the middle count as negative, so that the "
       "network scores a call by where its middle is, and close calls are apart. Absent or null: "
       "none"},
      {"pieces", optional<PiecesConfig>(c.pieces, fields),
       "binary networks: positive clips of which only a piece is left, somewhere in the window, "
       "count "
       "as negative, so that calls that begin or break off are none. Absent or null: none"},
      {"gain", optional<GainConfig>(c.gain, fields),
       "the level is changed at random; absent or null: it is not"},
      {"mix", optional<MixConfig>(c.mix, fields),
       "another training clip, repeated as often as needed, is added over the whole window: one "
       "of the negative class, or of the clip's own class in a network with an output a class, or "
       "of no class with data.multi_label. Absent or null: none"},
      {"fill", share(c.fill),
       "share of the clips that leave room in their window, and get no mix, whose room is filled "
       "by such a background at the level of their own quietest part"},
      {"mixup", optional<MixupConfig>(c.mixup, fields),
       "spectrograms of two items of a batch are blended, and their labels too; absent or null: "
       "none"},
      {"masks", optional<MasksConfig>(c.masks, fields),
       "stretches of the spectrogram are replaced by its mean (SpecAugment); absent or null: none"},
  };
}

}  // namespace canopy
