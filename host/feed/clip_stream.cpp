#include "feed/clip_stream.h"

#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace canopy {

ClipStream::ClipStream(Backend& backend, const FeaturesConfig& rows, const LoaderOptions& loader,
                       int max_rows, std::size_t largest_clip)
    : options_(loader),
      max_rows_(max_rows),
      slots_(backend, loader.slots, 2 * largest_clip),  // the loader doubles its requests
      maker_(backend, rows, max_rows, largest_clip) {
  if (loader.slots <= max_rows)
    throw std::invalid_argument(fmt::format(
        "ClipStream: {} slots for batches of {}; at least one more is needed", loader.slots,
        max_rows));
}

ClipStream::~ClipStream() = default;

void ClipStream::begin(const std::vector<Clip>& clips, std::vector<std::size_t> order) {
  if (loader_) {
    maker_.wait_for_uploads();
    loader_.reset();  // its threads may still write to the slots
  }
  batch_.clear();
  loader_ = std::make_unique<Loader>(clips, std::move(order), options_, slots_.memory());
}

void ClipStream::begin(const std::vector<Clip>& clips) {
  std::vector<std::size_t> order(clips.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  begin(clips, std::move(order));
}

bool ClipStream::next(LoadedClip& clip) {
  if (!loader_->next(clip)) return false;
  if (clip.error.empty())
    batch_.push_back(clip);
  else
    loader_->release(clip.slot);
  return true;
}

const std::vector<LoadedClip>& ClipStream::make_rows(Stream& stream, float* rows) {
  made_.swap(batch_);
  batch_.clear();
  if (made_.empty()) return made_;
  std::vector<int> slots;
  for (const LoadedClip& clip : made_) slots.push_back(clip.slot);
  // The loader outlives this callback: maker_ waits for its uploads before the loader is destroyed.
  maker_.make_rows(stream, made_, rows, [loader = loader_.get(), slots = std::move(slots)] {
    for (const int slot : slots) loader->release(slot);
  });
  return made_;
}

void ClipStream::discard() {
  for (const LoadedClip& clip : batch_) loader_->release(clip.slot);
  batch_.clear();
}

}  // namespace canopy
