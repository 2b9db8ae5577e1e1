#include "feed/row_stream.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

LoaderOptions with_slots(LoaderOptions options, int slots) {
  options.slots = slots;
  return options;
}

}  // namespace

RowStream::RowStream(Backend& backend, const Config& config, const Ingested& ingested, int threads,
                     int max_rows)
    : clips_(ingested.survey.set.clips),
      // slots for the rows being uploaded, the next batch and the clips being decoded
      stream_(backend, row_features(config),
              with_slots(loader_options(config, threads, max_rows),
                         max_rows + config.train.batch_size + threads),
              max_rows, ingested.largest_clip) {}

void RowStream::begin(std::vector<std::size_t> clips) {
  stream_.begin(clips_, std::move(clips));
}

int RowStream::next(Stream& stream, int count, float* rows) {
  LoadedClip clip;
  while (stream_.size() < count && stream_.next(clip))
    if (!clip.error.empty())
      throw Error(ErrorKind::data, fmt::format("{}: {}; the file has changed since the run began",
                                               clips_[clip.index].name, clip.error));
  return static_cast<int>(stream_.make_rows(stream, rows).size());
}

}  // namespace canopy
