#include "demo/clip.h"

#include <cstdio>

namespace canopy::demo {
namespace {

constexpr double seen_s = 3.0;   // what a network that is fed 3 s sees of a longer clip
constexpr double least_s = 1.3;  // of a call inside that

std::string numbered(const std::string& name, int number) {
  char text[16];
  std::snprintf(text, sizeof text, "-%02d", number);
  return name + text;
}

/// Who is heard in negative source number `s`: each kind of animal in turn, then rain, then wind.
void cast(Source& source, int s, Random& random) {
  const int animals = static_cast<int>(kinds().size());
  const int who = s % (animals + 2);
  if (who < animals) {
    const Kind& kind = kinds()[static_cast<std::size_t>(who)];
    source.name = numbered(kind.name, s);
    source.singer = draw_singer(kind, random);
  } else if (who == animals) {
    source.name = numbered("rain", s);
    source.place.rain_db = random.between(-24, -12);
  } else {
    source.name = numbered("wind", s);
    source.place.wind_db = random.between(-16, -6);
  }
}

}  // namespace

std::vector<Source> draw_sources(bool positive, int count, std::uint64_t seed) {
  constexpr int rates[] = {44100, 48000, 11025, 44100, 48000};
  std::vector<Source> sources;
  for (int s = 0; s < count; ++s) {
    Random random(seed, numbered(positive ? "source/capuchin" : "source/other", s));
    Source source;
    source.place = draw_place(rates[s % 5], 1 + s % 2, random);
    if (positive) {
      source.name = numbered("capuchin", s);
      source.bird = draw_capuchinbird(random);
    } else {
      cast(source, s, random);
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

void add_neighbour(Scene& scene, double start_s, Random& random) {
  const std::vector<Singer>& neighbours = scene.place().neighbours;
  const int who = random.below(static_cast<int>(neighbours.size()));
  const double seconds = random.between(1.0, 4.0);
  const Sound song =
      sing(neighbours[static_cast<std::size_t>(who)], seconds, scene.place().rate, random);
  const Distance distance{random.between(-28, -8), random.between(-1, 1)};
  scene.put(song, start_s, distance, random);
}

Scene make_clip(const Source& source, Random& random) {
  const int rate = source.place.rate;
  const double seconds = random.between(2.2, 5.0);
  Scene scene(source.place, seconds, random);
  const Distance distance{random.between(-18, 0), random.between(-1, 1)};
  if (source.bird) {
    const Sound sound = call(*source.bird, rate, random);
    const bool late = random.chance(0.35);  // the call has begun already
    const double start = late ? random.between(least_s - sound.seconds(), 0)
                              : random.between(0, std::min(seconds, seen_s) - least_s);
    scene.put(sound, start, distance, random);
  } else if (source.singer) {
    const double start = random.between(0, 0.8);
    scene.put(sing(*source.singer, seconds - start, rate, random), start, distance, random);
  }
  for (int i = random.below(3); i > 0; --i)
    add_neighbour(scene, random.between(-1, seconds - 0.5), random);
  return scene;
}

}  // namespace canopy::demo
