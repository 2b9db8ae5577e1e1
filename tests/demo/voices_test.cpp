// The capuchinbird's call and the other voices, without a scene.
#include <cmath>

#include "demo/capuchinbird.h"
#include "demo/clip.h"
#include "demo/neighbours.h"
#include "demo_files.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// Autocorrelation of `count` samples at `lag`, from -1 to 1.
double autocorrelation(const std::vector<float>& x, std::size_t first, std::size_t count,
                       std::size_t lag) {
  double cross = 0, here = 0, there = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    cross += double{x[i]} * x[i + lag];
    here += double{x[i]} * x[i];
    there += double{x[i + lag]} * x[i + lag];
  }
  return cross / std::sqrt(here * there);
}

double rms(const std::vector<float>& x, std::size_t first, std::size_t count) {
  double sum = 0;
  for (std::size_t i = first; i < first + count; ++i) sum += double{x[i]} * x[i];
  return std::sqrt(sum / static_cast<double>(count));
}

void check_level(const demo::Sound& sound) {
  float peak = 0;
  bool finite = true;
  for (const float s : sound.samples) {
    finite = finite && std::isfinite(s);
    peak = std::max(peak, std::abs(s));
  }
  CHECK(finite);
  CHECK(peak == 1.0f);
}

}  // namespace

TEST_CASE("a call is a rough growl followed by a ladder of harmonics") {
  for (int i = 0; i < 40; ++i) {
    CAPTURE(i);
    demo::Random random(7, "bird " + std::to_string(i));
    const demo::Capuchinbird bird = demo::draw_capuchinbird(random);
    const int rate = i % 2 ? 44100 : 11025;
    const demo::Sound sound = demo::call(bird, rate, random);
    check_level(sound);
    CHECK(sound.seconds() >= 2);
    CHECK(sound.seconds() <= 5);
    // the ladder's period is 1 / rung_hz; a call's own pitch differs by up to 1.5 %
    const auto max_autocorrelation = [&](double at_s) {
      double best = -1;
      for (double hz = 0.97 * bird.rung_hz; hz < 1.03 * bird.rung_hz; hz += 0.2)
        best = std::max(best, autocorrelation(sound.samples, static_cast<std::size_t>(at_s * rate),
                                              static_cast<std::size_t>(0.1 * rate),
                                              static_cast<std::size_t>(std::lround(rate / hz))));
      return best;
    };
    const double share = bird.growl_s / (bird.growl_s + bird.ladder_s);
    CHECK(max_autocorrelation(0.5 * share * sound.seconds()) < 0.8);
    CHECK(rms(sound.samples, static_cast<std::size_t>(0.7 * share * sound.seconds() * rate),
              static_cast<std::size_t>(0.1 * rate)) > 0.05);
    CHECK(max_autocorrelation((share + 0.35 * (1 - share)) * sound.seconds()) > 0.9);
  }
}

TEST_CASE("every animal is audible at every sample rate") {
  for (const demo::Kind& kind : demo::kinds())
    for (const int rate : {11025, 44100, 48000}) {
      CAPTURE(kind.name, rate);
      demo::Random random(3, kind.name);
      const demo::Singer singer = demo::draw_singer(kind, random);
      const demo::Sound sound = demo::sing(singer, 2.5, rate, random);
      check_level(sound);
      CHECK(std::abs(sound.seconds() - 2.5) < 0.001);
    }
}

TEST_CASE("the negative class has each kind of animal, rain, wind and empty forest") {
  const auto count = static_cast<int>(demo::kinds().size()) + 3;
  const std::vector<demo::Source> sources = demo::draw_sources(false, count, 1);
  int singers = 0;
  for (const demo::Source& source : sources) {
    CHECK_FALSE(source.bird.has_value());
    singers += source.singer.has_value();
  }
  CHECK(singers == count - 3);
  for (const demo::Source& source : demo::draw_sources(true, count, 1))
    CHECK(source.bird.has_value());
}

TEST_CASE("random numbers depend only on the seed and the name") {
  demo::Random a(1, "x"), same(1, "x"), other_name(1, "y"), other_seed(2, "x");
  int equal_for_names = 0, equal_for_seeds = 0;
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint32_t word = a.word();
    CHECK(word == same.word());
    equal_for_names += word == other_name.word();
    equal_for_seeds += word == other_seed.word();
    sum += a.uniform();
    same.uniform();
  }
  CHECK(equal_for_names == 0);
  CHECK(equal_for_seeds == 0);
  CHECK(std::abs(sum / 1000 - 0.5) < 0.05);
  bool seen[5] = {};
  for (int i = 0; i < 100; ++i) seen[a.below(5)] = true;
  for (const bool s : seen) CHECK(s);
}
