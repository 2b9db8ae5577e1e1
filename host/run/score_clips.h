// Scores of labelled clips by a trained model.
#pragma once

#include <vector>

#include "data/clips.h"
#include "evaluate/scored.h"
#include "feed/batches.h"
#include "model/classifier.h"

namespace canopy {

struct ScoredClips {
  Scored scored;
  std::vector<BadFile> bad;  // clips that could not be decoded
  double seconds = 0;        // elapsed, decoding included
};

/// Decodes and scores every clip of `set`, whose labels are matched to the model's classes by name.
/// Decodes with `threads` threads. When interrupted it returns what has been scored so far. Throws
/// Error(data) for a class that the model does not know, and as require_good_clips();
/// Error(not_a_number) for a score that is not a number.
ScoredClips score_clips(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                        int threads);

/// Scores clips of a training's own set (by their indices) with its network as it is now; cached
/// clips are not decoded again. The source is left at its end.
Scored score_batches(Backend& backend, Stream& stream, Network& network, BatchSource& source,
                     const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
