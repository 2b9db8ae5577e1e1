#include "demo/capuchinbird.h"

namespace canopy::demo {
namespace {

constexpr int highest_rung = 14;
constexpr double jump_s = 0.08;  // from the growl's pitch to the ladder's

/// A hill over frequency: 1 at the top, falling off within `width`.
double hill(double hz, double top, double width) {
  const double off = (hz - top) / width;
  return std::exp(-0.5 * off * off);
}

/// Noise in a band that climbs from growl_hz to a third more, fluttering, into `sound` from its
/// start; it goes on for `seconds` and gives way within the jump.
void growl(Sound& sound, const Capuchinbird& bird, double seconds, Random& random) {
  const int rate = sound.rate;
  Filter first(rate, bird.growl_hz, 3), second(rate, bird.growl_hz, 4);
  double flutter = random.uniform();
  const auto count = static_cast<std::size_t>((seconds + jump_s) * rate);
  for (std::size_t i = 0; i < count && i < sound.samples.size(); ++i) {
    const double at = static_cast<double>(i) / rate;
    if (i % 64 == 0) {
      const double hz = bird.growl_hz * (1 + 0.33 * std::min(1.0, at / seconds));
      first.tune(hz, 3);
      second.tune(hz * 1.05, 4);
    }
    flutter += bird.roughness_hz * (1 + 0.5 * random.noise()) / rate;
    const double tremble = 0.6 + 0.4 * std::sin(two_pi * flutter);
    const double level = tremble * swell(at, seconds + jump_s, 0.5 * seconds, jump_s);
    sound.samples[i] += static_cast<float>(level * second.band(first.band(random.noise())));
  }
}

/// Harmonics that rise with the jump, stand, and fall towards the end, from `start_s` on.
void ladder(Sound& sound, const Capuchinbird& bird, double start_s, double seconds,
            Random& random) {
  const int rate = sound.rate;
  const double rung_hz = bird.rung_hz * random.between(0.985, 1.015);
  const double stand = random.between(0.35, 0.6);  // share of the ladder before it falls
  const auto first = static_cast<std::size_t>(start_s * rate);
  const auto count = static_cast<std::size_t>(seconds * rate);
  double phase = 0;
  for (std::size_t i = 0; i < count && first + i < sound.samples.size(); ++i) {
    const double at = static_cast<double>(i) / rate;
    const double rise = 0.6 + 0.4 * swell(std::min(at, jump_s), 2 * jump_s, jump_s, jump_s);
    const double sunk = std::max(0.0, at / seconds - stand) / (1 - stand);
    phase += rung_hz * rise * (1 - bird.fall * sunk * sunk) / rate;
    // sin(k x) of all rungs from two of them: sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x)
    const double twice = 2 * std::cos(two_pi * phase);
    double before = 0, now = std::sin(two_pi * phase), sum = 0;
    for (const double level : bird.rungs) {
      sum += level * now;
      const double next = twice * now - before;
      before = now;
      now = next;
    }
    sound.samples[first + i] += static_cast<float>(sum * swell(at, seconds, jump_s, 0.35));
  }
}

}  // namespace

Capuchinbird draw_capuchinbird(Random& random) {
  Capuchinbird bird;
  const double tempo = random.between(0.95, 1.25);
  bird.growl_hz = random.between(540, 660);
  bird.growl_s = tempo * random.between(0.9, 1.4);
  bird.roughness_hz = random.between(25, 60);
  bird.rung_hz = random.between(122, 142);
  bird.ladder_s = tempo * random.between(1.5, 2.1);
  bird.fall = random.between(0.06, 0.18);
  const double upper = random.between(0.6, 1.2);
  for (int k = 1; k <= highest_rung; ++k) {
    const double hz = k * bird.rung_hz;
    const double shape =
        hill(hz, 820, 170) + upper * hill(hz, 1430, 160) + 0.15 * hill(hz, 1100, 380);
    bird.rungs.push_back(shape * gain_of(random.between(-5, 3)));
  }
  return bird;
}

Sound call(const Capuchinbird& bird, int rate, Random& random) {
  const double growl_s = bird.growl_s * random.between(0.85, 1.15);
  const double ladder_s = bird.ladder_s * random.between(0.9, 1.1);
  const double growl_level = random.between(0.6, 1.0);
  Sound rough{rate, std::vector<float>(static_cast<std::size_t>((growl_s + ladder_s) * rate))};
  growl(rough, bird, growl_s, random);
  normalise(rough);
  Sound clear{rate, std::vector<float>(rough.samples.size())};
  ladder(clear, bird, growl_s, ladder_s, random);
  normalise(clear);
  for (std::size_t i = 0; i < clear.samples.size(); ++i)
    clear.samples[i] += static_cast<float>(growl_level) * rough.samples[i];
  normalise(clear);
  return clear;
}

}  // namespace canopy::demo
