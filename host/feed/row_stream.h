// Clips decoded again in every epoch, as rows of waves on the device, some at a time.
#pragma once

#include <memory>
#include <vector>

#include "feed/ingest.h"
#include "feed/wave_maker.h"

namespace canopy {

class RowStream {
 public:
  /// `most`: rows at once. The ingested clips must outlive it.
  RowStream(Backend& backend, const Config& config, const Ingested& ingested, int threads,
            int most);
  ~RowStream() { maker_.reset(); }  // its uploads give slots back to the loader

  /// Starts on the clips, in this order.
  void begin(std::vector<std::size_t> clips);
  /// Makes the next rows [count, samples of row_features] of them, enqueued on `stream`; how many,
  /// fewer than `count` only at the end.
  int next(Stream& stream, int count, float* rows);

 private:
  const ClipSet& set_;
  LoaderOptions options_;
  std::unique_ptr<PinnedSlots> slots_;
  std::unique_ptr<Loader> loader_;
  std::unique_ptr<WaveMaker> maker_;
};

}  // namespace canopy
