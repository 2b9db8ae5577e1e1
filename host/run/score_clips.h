// Scores labelled clips with a trained model.
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

/// Decodes every clip of `set` with `threads` threads and scores it. Classes are matched to those
/// of the model by name. If interrupted, returns the clips scored so far. Throws Error(data) for a
/// class that the model does not have, and as require_good_clips(); Error(not_a_number) for a score
/// that is not a number.
ScoredClips score_clips(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                        int threads);

/// Scores clips of the training set (by index) with the current weights of its network. Cached
/// clips are not decoded again. Afterwards the source is at its end.
Scored score_batches(Backend& backend, Stream& stream, Network& network, BatchSource& source,
                     const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
