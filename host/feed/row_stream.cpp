#include "feed/row_stream.h"

#include "base/error.h"

namespace canopy {

RowStream::RowStream(Backend& backend, const Config& config, const Ingested& ingested, int threads,
                     int most)
    : set_(ingested.set), options_(loader_options(config, threads)) {
  options_.slots = most + config.train.batch_size + threads;  // some on their way, some decoded
  slots_ = std::make_unique<PinnedSlots>(backend, options_.slots);
  slots_->reserve(2 * ingested.largest_clip);  // the loader doubles what it asks for
  maker_ = std::make_unique<WaveMaker>(backend, row_features(config), most, ingested.largest_clip);
}

void RowStream::begin(std::vector<std::size_t> clips) {
  maker_->wait_for_uploads();
  loader_.reset();  // the old one's threads may still write to the slots
  loader_ = std::make_unique<Loader>(set_.clips, std::move(clips), options_, slots_->memory());
}

int RowStream::next(Stream& stream, int count, float* rows) {
  LoadedClip clip;
  std::vector<int> held;
  while (static_cast<int>(held.size()) < count && loader_->next(clip)) {
    if (!clip.error.empty())
      throw Error(ErrorKind::data, set_.clips[clip.index].name + ": " + clip.error +
                                       "; it was whole when the run began");
    maker_->add(clip);
    held.push_back(clip.slot);
  }
  const int n = static_cast<int>(held.size());
  maker_->flush(stream, rows, [loader = loader_.get(), held = std::move(held)] {
    for (int slot : held) loader->release(slot);
  });
  return n;
}

}  // namespace canopy
