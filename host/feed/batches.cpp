#include "feed/batches.h"

namespace canopy {

std::vector<std::int32_t> labels_of(const ClipSet& set, const std::vector<std::int32_t>& clips) {
  std::vector<std::int32_t> labels;
  for (std::int32_t clip : clips) labels.push_back(set.clips[static_cast<std::size_t>(clip)].label);
  return labels;
}

std::unique_ptr<BatchSource> make_batch_source(Backend& backend, const Config& config,
                                               const Ingested& ingested, int threads) {
  if (config.train.augment) return make_augmented_source(backend, config, ingested, threads);
  if (ingested.cache == CacheKind::none)
    return make_streaming_source(backend, config, ingested, threads);
  return make_resident_source(backend, config, ingested);
}

}  // namespace canopy
