// The settings of augmentation: random changes to the training clips, drawn anew in each epoch.
#pragma once

#include <optional>

namespace canopy {

struct PlacementConfig {
  double jitter_s = 0.5;
};

struct DisplaceConfig {
  double probability = 0.25;
  double beyond_s = 1;
  double with_call = 0.5;  // probability
};

struct PiecesConfig {
  double probability = 0.15;
  double least_share = 0.25;
  double most_share = 0.5;
};

struct GainConfig {
  double low_db = -6;
  double high_db = 6;
};

struct MixConfig {
  double probability = 0.5;
  double low_db = 0;  // signal-to-noise ratio
  double high_db = 20;
};

struct MixupConfig {
  double probability = 0.5;
  double alpha = 0.2;
};

struct MasksConfig {
  int time = 2;
  double time_s = 0.2;
  int bands = 2;
  double band_share = 0.1;
};

struct AugmentConfig {
  double row_s = 10;
  std::optional<PlacementConfig> placement;
  std::optional<DisplaceConfig> displace;
  std::optional<PiecesConfig> pieces;
  std::optional<GainConfig> gain;
  std::optional<MixConfig> mix;
  double fill = 0;  // probability
  std::optional<MixupConfig> mixup;
  std::optional<MasksConfig> masks;
};

}  // namespace canopy
