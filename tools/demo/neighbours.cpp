#include "demo/neighbours.h"

namespace canopy::demo {
namespace {

/// Adds one note at `start_s`.
void note(Sound& sound, const Singer& singer, double start_s, Random& random) {
  const int rate = sound.rate;
  const double seconds = singer.note_s * random.between(0.85, 1.15);
  const double from = singer.pitch_hz * random.between(0.97, 1.03);
  const double bend = std::pow(singer.bend, random.between(0.8, 1.2));
  const double step = gain_of(-singer.kind->falloff_db);
  const double highest = from * std::max(1.0, bend);
  const int harmonics = std::min(singer.kind->harmonics, static_cast<int>(0.45 * rate / highest));
  Filter breath(rate, from, 3);
  double phase = 0, tremolo = random.uniform();
  const auto first = static_cast<std::size_t>(start_s * rate);
  const auto count = static_cast<std::size_t>(seconds * rate);
  for (std::size_t i = 0; i < count && first + i < sound.samples.size(); ++i) {
    const double at = static_cast<double>(i) / rate;
    phase += from * std::pow(bend, at / seconds) / rate;
    tremolo += singer.tremolo_hz / rate;
    const double twice = 2 * std::cos(two_pi * phase);
    double before = 0, now = std::sin(two_pi * phase), sum = 0, level = 1;
    for (int k = 0; k < harmonics; ++k) {
      sum += level * now;
      level *= step;
      const double next = twice * now - before;
      before = now;
      now = next;
    }
    if (singer.kind->breath > 0) sum += 4 * singer.kind->breath * breath.band(random.noise());
    const double shake = singer.tremolo_hz > 0 ? 0.5 - 0.5 * std::cos(two_pi * tremolo) : 1;
    sound.samples[first + i] +=
        static_cast<float>(sum * shake * envelope(at, seconds, 0.15 * seconds, 0.3 * seconds));
  }
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = {
      // name      pitch (Hz)    bend          note (s)      pause (s)    harm. dB breath tremolo
      {"whistle", {1300, 3600}, {0.75, 1.3}, {0.30, 0.80}, {0.2, 0.8}, 2, 18, 0, {0, 0}},
      {"cricket", {2600, 4600}, {0.99, 1.01}, {0.25, 1.20}, {0.1, 0.5}, 1, 0, 0, {25, 70}},
      {"crow", {330, 520}, {0.85, 1.0}, {0.25, 0.45}, {0.3, 0.8}, 7, 1, 0.3, {0, 0}},
      {"chirp", {2000, 4200}, {1.1, 1.6}, {0.05, 0.14}, {0.08, 0.3}, 2, 14, 0, {0, 0}},
      {"dove", {380, 600}, {0.9, 1.1}, {0.35, 0.75}, {0.3, 0.8}, 3, 14, 0.1, {0, 0}},
      {"trill", {1800, 4000}, {0.85, 1.15}, {0.60, 1.60}, {0.3, 1.0}, 2, 16, 0, {10, 24}},
      {"heron", {230, 340}, {0.8, 1.05}, {0.50, 1.30}, {0.4, 1.0}, 6, 3, 0.15, {0, 0}},
      {"curlew", {900, 1700}, {1.1, 1.5}, {0.40, 0.90}, {0.2, 0.6}, 3, 8, 0, {0, 0}},
      {"frog", {110, 190}, {0.95, 1.05}, {0.10, 0.30}, {0.15, 0.5}, 12, 1, 0.1, {0, 0}},
  };
  return all;
}

Singer draw_singer(const Kind& kind, Random& random) {
  const auto draw = [&](const Range& range) { return random.between(range.low, range.high); };
  Singer singer;
  singer.kind = &kind;
  singer.pitch_hz = draw(kind.pitch_hz);
  singer.bend = draw(kind.bend);
  singer.note_s = draw(kind.note_s);
  singer.pause_s = draw(kind.pause_s);
  singer.tremolo_hz = draw(kind.tremolo_hz);
  return singer;
}

Sound sing(const Singer& singer, double seconds, int rate, Random& random) {
  Sound sound{rate, std::vector<float>(static_cast<std::size_t>(seconds * rate))};
  double at = 0;
  while (at + 0.5 * singer.note_s < seconds) {
    note(sound, singer, at, random);
    at += 1.15 * singer.note_s + singer.pause_s * random.between(0.7, 1.3);
  }
  normalise(sound);
  return sound;
}

}  // namespace canopy::demo
