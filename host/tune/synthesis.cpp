#include "tune/synthesis.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>

#include "base/philox.h"

namespace canopy {
namespace {

constexpr double fade_s = 0.02;
constexpr double background_rms = 0.02;

/// Random numbers that depend only on the seed and the index of the recording.
class Random {
 public:
  Random(std::uint32_t seed, int index) : seed_(seed), index_(static_cast<std::uint64_t>(index)) {}

  double between(double low, double high) {
    const Philox4 random = philox(seed_, ++count_, (index_ << 32) | 0x73796E74);  // "synt"
    return low + (high - low) * static_cast<double>(uniform01(random.v[0]));
  }
  std::size_t below(std::size_t n) {
    return std::min(n - 1, static_cast<std::size_t>(between(0, static_cast<double>(n))));
  }

 private:
  std::uint64_t seed_, index_, count_ = 0;
};

double rms(const std::vector<float>& samples) {
  double sum = 0;
  for (float s : samples) sum += static_cast<double>(s) * static_cast<double>(s);
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

/// Adds a clip at sample `at`, scaled to an RMS of `level`, with its ends faded.
void mix_in(std::vector<float>& to, std::int64_t at, const std::vector<float>& clip, double level,
            std::int64_t fade) {
  const double own = rms(clip);
  if (own <= 0) return;
  const auto length = static_cast<std::int64_t>(clip.size());
  for (std::int64_t i = 0; i < length; ++i) {
    const std::int64_t k = at + i;
    if (k < 0 || k >= static_cast<std::int64_t>(to.size())) continue;
    const double edge =
        static_cast<double>(std::min(i + 1, length - i)) / static_cast<double>(fade);
    to[static_cast<std::size_t>(k)] += static_cast<float>(
        static_cast<double>(clip[static_cast<std::size_t>(i)]) * level / own * std::min(1.0, edge));
  }
}

/// The indices of a group's clips.
std::vector<std::size_t> clips_of(const std::vector<ClipWave>& clips, const std::string& group) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < clips.size(); ++i)
    if (clips[i].group == group) found.push_back(i);
  return found;
}

/// Seconds from the end of a call to the start of the next.
double gap(Random& random, Density density) {
  switch (density) {
    case Density::dense:
      return random.between(-0.5, 1);
    case Density::medium:
      return random.between(0.5, 8);
    case Density::sparse:
    case Density::empty:
      break;
  }
  return random.between(8, 40);
}

}  // namespace

Density density_of(int index) {
  return static_cast<Density>(index % 4);
}

SyntheticRecording synthesise(const SynthesisParams& params, int index,
                              const std::vector<ClipWave>& calls,
                              const std::vector<ClipWave>& negatives) {
  if (calls.empty() || negatives.empty())
    throw std::invalid_argument("synthesise: calls and negatives must not be empty");
  Random random(params.seed, index);
  const double rate = params.sample_rate;
  const auto sample = [&](double seconds) { return std::llround(seconds * rate); };
  const auto fade = std::max<std::int64_t>(1, sample(fade_s));
  SyntheticRecording made;
  made.samples.assign(static_cast<std::size_t>(sample(params.seconds)), 0.0f);
  const auto total = static_cast<std::int64_t>(made.samples.size());

  // all sources are equally likely, however many clips they have
  std::set<std::string> names;
  for (const ClipWave& clip : negatives) names.insert(clip.group);
  const std::vector<std::string> groups(names.begin(), names.end());
  const std::vector<std::size_t> background =
      clips_of(negatives, groups[random.below(groups.size())]);
  for (std::int64_t at = -sample(random.between(0, 2)); at < total;) {
    const std::vector<float>& clip = negatives[background[random.below(background.size())]].samples;
    if (clip.empty()) continue;
    mix_in(made.samples, at, clip, background_rms, fade);
    at += std::max<std::int64_t>(fade, static_cast<std::int64_t>(clip.size()) - fade);
  }
  const auto others = static_cast<int>(random.below(9));
  for (int i = 0; i < others; ++i) {
    const std::vector<std::size_t> group = clips_of(negatives, groups[random.below(groups.size())]);
    const double level = background_rms * std::pow(10, random.between(-5, 15) / 20);
    mix_in(made.samples, sample(random.between(0, params.seconds)),
           negatives[group[random.below(group.size())]].samples, level, fade);
  }

  const Density density = density_of(index);
  if (density == Density::empty) return made;
  const double snr_db = random.between(5, 20);
  const auto pieces = static_cast<int>(random.below(9));
  for (int i = 0; i < pieces; ++i) {
    const std::vector<float>& call = calls[random.below(calls.size())].samples;
    const auto length =
        static_cast<std::size_t>(random.between(0.25, 0.5) * static_cast<double>(call.size()));
    const std::size_t from = random.below(call.size() - length + 1);
    const std::vector<float> piece(call.begin() + static_cast<std::ptrdiff_t>(from),
                                   call.begin() + static_cast<std::ptrdiff_t>(from + length));
    mix_in(made.samples, sample(random.between(0, params.seconds)), piece,
           background_rms * std::pow(10, (snr_db - random.between(4, 14)) / 20), fade);
  }
  for (double at = random.between(0, density == Density::sparse ? 20 : 4);;) {
    const ClipWave& call = calls[random.below(calls.size())];
    const double length = static_cast<double>(call.samples.size()) / rate;
    if (at + length > params.seconds) break;
    mix_in(made.samples, sample(at), call.samples,
           background_rms * std::pow(10, (snr_db + random.between(-3, 3)) / 20), fade);
    made.calls.push_back({at, at + length});
    at += std::max(0.5, length + gap(random, density));
  }
  return made;
}

}  // namespace canopy
