// Sound at a place: its background noise, then near and distant voices.
#pragma once

#include <vector>

#include "demo/place.h"
#include "demo/random.h"
#include "demo/sound.h"

namespace canopy::demo {

/// How far away a voice is.
struct Distance {
  double level_db;  // relative to a near voice
  double pan;       // -1 left to 1 right
};

class Scene {
 public:
  /// Starts with the noise floor, wind and rain of the place.
  Scene(const Place& place, double seconds, Random& random);

  /// Adds a voice that starts at start_s; parts before 0 or after the end are cut off. Distant
  /// voices lose high frequencies and have more echo.
  void add_voice(const Sound& voice, double start_s, const Distance& distance, Random& random);

  /// Interleaved samples, scaled down as a whole if they would clip.
  std::vector<float> frames() const;
  double seconds() const { return seconds_; }
  const Place& place() const { return place_; }

 private:
  std::vector<float>& channel(int c) { return channels_[static_cast<std::size_t>(c)]; }
  void add_floor(Random& random);
  void add_wind(Random& random);
  void add_rain(Random& random);

  Place place_;
  double seconds_;
  std::vector<std::vector<float>> channels_;
};

}  // namespace canopy::demo
