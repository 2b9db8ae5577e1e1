// Rows of waves of ingested clips that are decoded again in every epoch.
#pragma once

#include <cstddef>
#include <vector>

#include "feed/clip_stream.h"
#include "feed/ingest.h"

namespace canopy {

class RowStream {
 public:
  /// `max_rows`: maximum number of rows per call of next(). The ingested clips must outlive the
  /// stream.
  RowStream(Backend& backend, const Config& config, const Ingested& ingested, int threads,
            int max_rows);

  /// Begins with the clips with these indices, in this order.
  void begin(std::vector<std::size_t> clips);
  /// Enqueues on `stream` what makes the next rows [count, samples of row_features] and returns
  /// their number, which is less than `count` only at the end. Throws Error(data) if a clip can no
  /// longer be decoded.
  int next(Stream& stream, int count, float* rows);

 private:
  const std::vector<Clip>& clips_;
  ClipStream stream_;
};

}  // namespace canopy
