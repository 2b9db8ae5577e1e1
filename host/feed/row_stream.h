// Ingested clips decoded again in every epoch: their rows of waves, some at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "feed/clip_stream.h"
#include "feed/ingest.h"

namespace canopy {

class RowStream {
 public:
  /// `max_rows`: the most rows that next() may make. The ingested clips must outlive the stream.
  RowStream(Backend& backend, const Config& config, const Ingested& ingested, int threads,
            int max_rows);

  /// Starts on the clips with these indices, in this order.
  void begin(std::vector<std::size_t> clips);
  /// Enqueues on `stream` what makes the next rows [count, samples of row_features], and returns
  /// their number: fewer than `count` only at the end. Throws Error(data) if a clip can no longer
  /// be decoded.
  int next(Stream& stream, int count, float* rows);

 private:
  const std::vector<Clip>& clips_;
  ClipStream stream_;
};

}  // namespace canopy
