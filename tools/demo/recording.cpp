#include "demo/recording.h"

#include <algorithm>
#include <utility>

#include "demo/capuchinbird.h"
#include "demo/clip.h"

namespace canopy::demo {
namespace {

constexpr double max_call_s = 5.0, margin_s = 2.0;

/// Where the calls are in the recording: the remaining time is distributed between them at random.
std::vector<Interval> draw_intervals(const std::vector<Sound>& calls, double seconds,
                                     Random& random) {
  double free_s = seconds - 2 * margin_s + min_pause_s;
  for (const Sound& sound : calls) free_s -= sound.seconds() + min_pause_s;
  std::vector<double> shifts;
  for (std::size_t i = 0; i < calls.size(); ++i) shifts.push_back(random.between(0, free_s));
  std::sort(shifts.begin(), shifts.end());
  std::vector<Interval> intervals;
  double at = margin_s;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const double start = at + shifts[i];
    intervals.push_back({start, start + calls[i].seconds()});
    at += calls[i].seconds() + min_pause_s;
  }
  return intervals;
}

}  // namespace

std::vector<int> draw_call_counts(int count, double seconds, std::uint64_t seed) {
  constexpr int cycle[] = {0, 6, 3, 1, 5, 2, 4};
  const int max_calls = std::max(
      0, static_cast<int>((seconds - 2 * margin_s + min_pause_s) / (max_call_s + min_pause_s)));
  std::vector<int> counts;
  for (int i = 0; i < count; ++i) counts.push_back(std::min(cycle[i % 7], max_calls));
  Random random(seed, "counts");
  for (int i = count; i > 1; --i)
    std::swap(counts[static_cast<std::size_t>(i - 1)],
              counts[static_cast<std::size_t>(random.below(i))]);
  return counts;
}

Recording make_recording(int calls, double seconds, Random& random) {
  const int rate = random.chance(0.5) ? 44100 : 48000;
  const Place place = draw_place(rate, 2, random);
  Recording recording{Scene(place, seconds, random), {}};
  const Capuchinbird birds[] = {draw_capuchinbird(random), draw_capuchinbird(random)};
  std::vector<Sound> sounds;
  for (int i = 0; i < calls; ++i) sounds.push_back(call(birds[random.below(2)], rate, random));
  recording.calls = draw_intervals(sounds, seconds, random);
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    const Distance distance{random.between(-15, 0), random.between(-1, 1)};
    recording.scene.add_voice(sounds[i], recording.calls[i].start_s, distance, random);
  }
  for (double at = random.between(0, 6); at < seconds; at += random.between(2, 9))
    add_neighbour(recording.scene, at, random);
  return recording;
}

}  // namespace canopy::demo
