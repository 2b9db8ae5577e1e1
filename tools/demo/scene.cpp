#include "demo/scene.h"

#include <cstddef>
#include <cstdint>

namespace canopy::demo {
namespace {

constexpr int echoes = 20;

/// dst[at + i] += gain * src[i] where at + i is within dst.
void add(std::vector<float>& dst, std::int64_t at, const std::vector<float>& src, float gain) {
  const std::int64_t first = std::max<std::int64_t>(0, -at);
  const std::int64_t last =
      std::min(static_cast<std::int64_t>(src.size()), static_cast<std::int64_t>(dst.size()) - at);
  for (std::int64_t i = first; i < last; ++i)
    dst[static_cast<std::size_t>(at + i)] += gain * src[static_cast<std::size_t>(i)];
}

/// A level that varies smoothly between random values in [low, 1], one every knot_s seconds.
class RandomLevel {
 public:
  RandomLevel(int rate, double knot_s, double low, Random& random)
      : random_(random), low_(low), step_(1 / (knot_s * rate)), to_(random.between(low, 1)) {}
  double next() {
    if (at_ >= 1) {
      from_ = to_;
      to_ = random_.between(low_, 1);
      at_ -= 1;
    }
    const double level = from_ + (to_ - from_) * at_ * at_ * (3 - 2 * at_);
    at_ += step_;
    return level;
  }

 private:
  Random& random_;
  double low_, step_, at_ = 1, from_ = 0, to_;
};

}  // namespace

Scene::Scene(const Place& place, double seconds, Random& random)
    : place_(place),
      seconds_(seconds),
      channels_(static_cast<std::size_t>(place.channels),
                std::vector<float>(static_cast<std::size_t>(seconds * place.rate))) {
  add_floor(random);
  if (place.wind_db > silent) add_wind(random);
  if (place.rain_db > silent) add_rain(random);
}

/// Each channel has its own noise: coloured noise and a little white noise.
void Scene::add_floor(Random& random) {
  const double level = gain_of(place_.level_db + place_.floor_db);
  for (std::vector<float>& samples : channels_) {
    Filter colour(place_.rate, place_.colour_hz, 0.6), cut(place_.rate, place_.cut_hz, 0.7);
    for (float& s : samples) {
      const double white = random.noise();
      s += static_cast<float>(level * cut.high(2.5 * colour.low(white) + 0.15 * white));
    }
  }
}

void Scene::add_wind(Random& random) {
  const double level = gain_of(place_.level_db + place_.wind_db);
  for (std::vector<float>& samples : channels_) {
    Filter low(place_.rate, 220, 0.7), again(place_.rate, 350, 0.7);
    RandomLevel gust(place_.rate, 1.3, 0.1, random);
    for (float& s : samples)
      s += static_cast<float>(6 * level * gust.next() * again.low(low.low(random.noise())));
  }
}

/// Steady noise above 1 kHz, and drops that hit leaves.
void Scene::add_rain(Random& random) {
  const double level = gain_of(place_.level_db + place_.rain_db);
  const double drops_per_sample = 25.0 / place_.rate;
  for (std::vector<float>& samples : channels_) {
    Filter rush(place_.rate, 1200, 0.7), leaf(place_.rate, 2500, 8);
    RandomLevel shower(place_.rate, 2.0, 0.4, random);
    for (float& s : samples) {
      double hit = 0;
      if (random.chance(drops_per_sample)) {
        leaf.tune(random.between(900, 4500), 8);
        hit = random.between(5, 60);
      }
      s += static_cast<float>(level * (shower.next() * rush.high(random.noise()) + leaf.band(hit)));
    }
  }
}

void Scene::add_voice(const Sound& voice, double start_s, const Distance& distance,
                      Random& random) {
  const double gain = gain_of(place_.level_db + distance.level_db);
  const double far = std::clamp(-distance.level_db / 30, 0.0, 1.0);
  Filter air(place_.rate, 9000 - 6500 * far, 0.6);
  std::vector<float> muffled(voice.samples.size());
  for (std::size_t i = 0; i < muffled.size(); ++i)
    muffled[i] = static_cast<float>(air.low(voice.samples[i]));
  const auto start = static_cast<std::int64_t>(std::floor(start_s * place_.rate));
  for (int c = 0; c < place_.channels; ++c) {
    const double side = place_.channels == 1 ? 0 : (c == 0 ? -1 : 1) * distance.pan;
    add(channel(c), start, muffled, static_cast<float>(gain * (1 + 0.4 * side)));
    // few and at random delays, so that they do not resemble the voice's harmonics
    for (int e = 0; e < echoes; ++e) {
      const double delay = place_.echo_s * random.uniform();
      const double decay = std::exp(-5 * delay / place_.echo_s) * (0.06 + 0.16 * far);
      const auto late = start + static_cast<std::int64_t>(delay * place_.rate);
      add(channel(c), late, muffled, static_cast<float>(gain * decay * random.noise()));
    }
  }
}

std::vector<float> Scene::frames() const {
  float peak = 0;
  for (const std::vector<float>& samples : channels_)
    for (const float s : samples) peak = std::max(peak, std::abs(s));
  const float scale = peak > 0.98f ? 0.98f / peak : 1.0f;
  std::vector<float> interleaved;
  interleaved.reserve(channels_.size() * channels_[0].size());
  for (std::size_t i = 0; i < channels_[0].size(); ++i)
    for (const std::vector<float>& samples : channels_) interleaved.push_back(scale * samples[i]);
  return interleaved;
}

}  // namespace canopy::demo
