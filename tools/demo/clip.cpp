#include "demo/clip.h"

#include <fmt/format.h>

namespace canopy::demo {
namespace {

constexpr double window_s = 3.0;  // the part of a longer clip that the demo's network uses

/// Where the call starts in its clip: usually early enough for the window to contain part of the
/// ladder, sometimes before the clip begins.
double call_start(const Capuchinbird& bird, double call_s, double clip_s, Random& random) {
  if (random.chance(0.35)) return random.between(std::min(0.0, 1.6 - call_s), 0);
  const double latest = std::min(clip_s, window_s) - (1.15 * bird.growl_s + 0.5);
  return random.between(0, std::max(0.1, latest));
}

std::string numbered(const std::string& name, int number) {
  return fmt::format("{}-{:02}", name, number);
}

/// Chooses what negative source number `s` contains: each kind of animal in turn, then rain, wind,
/// and the forest without an animal nearby.
void choose_content(Source& source, int s, Random& random) {
  const int animals = static_cast<int>(kinds().size());
  const int content = s % (animals + 3);
  if (content < animals) {
    const Kind& kind = kinds()[static_cast<std::size_t>(content)];
    source.name = numbered(kind.name, s);
    source.singer = draw_singer(kind, random);
  } else if (content == animals) {
    source.name = numbered("rain", s);
    source.place.rain_db = random.between(-24, -12);
  } else if (content == animals + 1) {
    source.name = numbered("wind", s);
    source.place.wind_db = random.between(-16, -6);
  } else {
    source.name = numbered("forest", s);
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
      choose_content(source, s, random);
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

void add_neighbour(Scene& scene, double start_s, Random& random) {
  const std::vector<Singer>& neighbours = scene.place().neighbours;
  const int singer = random.below(static_cast<int>(neighbours.size()));
  const double seconds = random.between(1.0, 4.0);
  const Sound song =
      sing(neighbours[static_cast<std::size_t>(singer)], seconds, scene.place().rate, random);
  const Distance distance{random.between(-26, -4), random.between(-1, 1)};
  scene.add_voice(song, start_s, distance, random);
}

Scene make_clip(const Source& source, Random& random) {
  const int rate = source.place.rate;
  const double seconds = random.between(2.2, 5.0);
  Scene scene(source.place, seconds, random);
  const Distance distance{random.between(-16, 0), random.between(-1, 1)};
  if (source.bird) {
    const Sound sound = call(*source.bird, rate, random);
    const double start = call_start(*source.bird, sound.seconds(), seconds, random);
    scene.add_voice(sound, start, distance, random);
  } else if (source.singer) {
    const double start = random.between(0, 0.8);
    scene.add_voice(sing(*source.singer, seconds - start, rate, random), start, distance, random);
  }
  for (int i = random.below(3); i > 0; --i)
    add_neighbour(scene, random.between(-1, seconds - 0.5), random);
  return scene;
}

}  // namespace canopy::demo
