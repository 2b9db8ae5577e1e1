// Where and how a source recording was made; the same for all of its clips.
#pragma once

#include <vector>

#include "demo/neighbours.h"
#include "demo/random.h"

namespace canopy::demo {

struct Place {
  int rate = 44100;  // Hz
  int channels = 1;
  double level_db;                 // peak of a near voice, relative to full scale
  double floor_db;                 // noise floor, relative to level_db
  double colour_hz;                // the noise floor falls off above this
  double cut_hz;                   // the microphone attenuates frequencies below this
  double echo_s;                   // length of the echo
  double wind_db, rain_db;         // relative to level_db; `silent` if there is none
  std::vector<Singer> neighbours;  // animals in the distance
};

constexpr double silent = -200;  // dB

/// Draws a place for a recording with this sample rate and number of channels.
Place draw_place(int rate, int channels, Random& random);

}  // namespace canopy::demo
