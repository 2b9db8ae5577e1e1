// A stretch of sound at a place: its noises first, then voices near and far.
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
  /// Noise floor, wind and rain of the place.
  Scene(const Place& place, double seconds, Random& random);

  /// A voice that starts at start_s; what lies before 0 or after the end is cut off. The farther
  /// away, the duller and the more echo.
  void put(const Sound& voice, double start_s, const Distance& distance, Random& random);

  /// Interleaved, scaled down as a whole where it would clip.
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
