// Where and how a source recording was made: the same for all of its clips.
#pragma once

#include <vector>

#include "demo/neighbours.h"
#include "demo/random.h"

namespace canopy::demo {

struct Place {
  int rate = 44100;  // Hz
  int channels = 1;
  double level_db;                 // of a near voice's peak, full scale = 0
  double floor_db;                 // of the noise floor, relative to level_db
  double colour_hz;                // the floor falls off above
  double cut_hz;                   // the microphone hears little below
  double echo_s;                   // how long the forest answers
  double wind_db, rain_db;         // relative to level_db; silent: none
  std::vector<Singer> neighbours;  // in the distance
};

constexpr double silent = -200;  // dB

/// A place for a recording of this rate and number of channels.
Place draw_place(int rate, int channels, Random& random);

}  // namespace canopy::demo
