#include "feed/order.h"

#include <utility>

#include "base/shuffle.h"

namespace canopy {

std::vector<std::int32_t> shuffled(std::vector<std::int32_t> items, std::uint64_t seed, int epoch) {
  shuffle(items, seed, static_cast<std::uint64_t>(epoch));
  return items;
}

std::vector<std::int32_t> balanced(const ClipSet& set, const std::vector<std::int32_t>& clips,
                                   std::uint64_t seed, int epoch) {
  std::vector<std::vector<std::int32_t>> of_class(set.classes.size() +
                                                  1);  // last: clips without a class
  for (const std::int32_t clip : clips) {
    const auto add = [&](std::size_t c) { of_class[c].push_back(clip); };
    if (!set.visit_classes(set.clips[static_cast<std::size_t>(clip)], add))
      of_class.back().push_back(clip);
  }
  std::erase_if(of_class, [](const auto& list) { return list.empty(); });
  std::vector<std::int32_t> order;
  for (std::size_t c = 0; c < of_class.size(); ++c) {
    const std::size_t size = of_class[c].size();
    const std::size_t share =
        clips.size() / of_class.size() + (c < clips.size() % of_class.size() ? 1 : 0);
    // each class is an infinite sequence of shuffled rounds, of which an epoch uses the next
    // `share`
    const std::size_t begin = share * static_cast<std::size_t>(epoch - 1);
    std::vector<std::int32_t> round;
    for (std::size_t at = begin; at < begin + share; ++at) {
      if (round.empty() || at % size == 0)
        round = shuffled(of_class[c], seed ^ (0xD1B54A32D192ED03ull * (c + 1)),
                         static_cast<int>(at / size));
      order.push_back(round[at % size]);
    }
  }
  return shuffled(std::move(order), seed, epoch);
}

std::vector<std::int32_t> epoch_order(const ClipSet& set, const std::vector<std::int32_t>& clips,
                                      const TrainConfig& config, int epoch) {
  return config.sampling == SamplingKind::balanced ? balanced(set, clips, config.seed, epoch)
                                                   : shuffled(clips, config.seed, epoch);
}

}  // namespace canopy
