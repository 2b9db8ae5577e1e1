#include "demo/capuchinbird.h"

namespace canopy::demo {
namespace {

constexpr int harmonics = 14;
constexpr double jump_s = 0.08;  // transition from the growl to the ladder

/// A Gaussian over frequency, 1 at `centre_hz`.
double gaussian(double hz, double centre_hz, double width_hz) {
  const double off = (hz - centre_hz) / width_hz;
  return std::exp(-0.5 * off * off);
}

/// Adds the growl at the start of `sound`: noise in a band that rises from growl_hz by a third and
/// whose level flutters. It lasts `seconds` and fades out during the jump.
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
    const double tremolo = 0.6 + 0.4 * std::sin(two_pi * flutter);
    const double level = tremolo * envelope(at, seconds + jump_s, 0.5 * seconds, jump_s);
    sound.samples[i] += static_cast<float>(level * second.band(first.band(random.noise())));
  }
}

/// Adds the ladder at `start_s`: harmonics whose pitch rises during the jump, is held, and falls
/// towards the end.
void ladder(Sound& sound, const Capuchinbird& bird, double start_s, double seconds,
            Random& random) {
  const int rate = sound.rate;
  const double rung_hz = bird.rung_hz * random.between(0.985, 1.015);
  const double hold = random.between(0.35, 0.6);  // share of the ladder before the pitch falls
  const auto first = static_cast<std::size_t>(start_s * rate);
  const auto count = static_cast<std::size_t>(seconds * rate);
  double phase = 0;
  for (std::size_t i = 0; i < count && first + i < sound.samples.size(); ++i) {
    const double at = static_cast<double>(i) / rate;
    const double rise = 0.6 + 0.4 * envelope(std::min(at, jump_s), 2 * jump_s, jump_s, jump_s);
    const double fallen = std::max(0.0, at / seconds - hold) / (1 - hold);
    phase += rung_hz * rise * (1 - bird.fall * fallen * fallen) / rate;
    // all harmonics by recurrence: sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x)
    const double twice = 2 * std::cos(two_pi * phase);
    double before = 0, now = std::sin(two_pi * phase), sum = 0;
    for (const double level : bird.rungs) {
      sum += level * now;
      const double next = twice * now - before;
      before = now;
      now = next;
    }
    sound.samples[first + i] += static_cast<float>(sum * envelope(at, seconds, jump_s, 0.35));
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
  for (int k = 1; k <= harmonics; ++k) {
    const double hz = k * bird.rung_hz;
    const double shape =
        gaussian(hz, 820, 170) + upper * gaussian(hz, 1430, 160) + 0.15 * gaussian(hz, 1100, 380);
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
