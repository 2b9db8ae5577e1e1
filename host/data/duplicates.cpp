// Clips with the same sound, found by the hash of the decoded samples.
#include <algorithm>
#include <map>

#include "data/data_report.h"

namespace canopy {

std::vector<Duplicates> find_duplicates(const ClipSet& set, const std::vector<SoundFacts>& sounds) {
  std::map<SoundHash, std::vector<std::size_t>> by_hash;
  for (std::size_t i = 0; i < sounds.size(); ++i) by_hash[sounds[i].hash].push_back(i);
  std::vector<Duplicates> found;
  for (const auto& [hash, clips] : by_hash) {
    if (clips.size() < 2) continue;
    Duplicates same{clips};
    const Clip& first = set.clips[clips.front()];
    for (std::size_t i : clips) {
      same.labels_differ |= set.clips[i].label != first.label;
      same.parts_differ |= set.clips[i].part != first.part;
    }
    found.push_back(std::move(same));
  }
  std::sort(found.begin(), found.end(), [](const Duplicates& a, const Duplicates& b) {
    return a.clips.front() < b.clips.front();
  });
  return found;
}

}  // namespace canopy
