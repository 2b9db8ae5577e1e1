#include "demo/place.h"

namespace canopy::demo {

Place draw_place(int rate, int channels, Random& random) {
  Place place;
  place.rate = rate;
  place.channels = channels;
  place.level_db = random.between(-16, -3);
  place.floor_db = random.between(-50, -32);
  place.colour_hz = random.between(500, 4000);
  place.cut_hz = random.between(60, 220);
  place.echo_s = random.between(0.2, 0.9);
  place.wind_db = random.chance(0.4) ? random.between(-36, -20) : silent;
  place.rain_db = random.chance(0.25) ? random.between(-40, -24) : silent;
  const int count = 2 + random.below(4);
  for (int i = 0; i < count; ++i) {
    const Kind& kind =
        kinds()[static_cast<std::size_t>(random.below(static_cast<int>(kinds().size())))];
    place.neighbours.push_back(draw_singer(kind, random));
  }
  return place;
}

}  // namespace canopy::demo
