// Labelled clips through a trained model.
#pragma once

#include <vector>

#include "data/clips.h"
#include "evaluate/scored.h"
#include "model/classifier.h"
#include "feed/batches.h"

namespace canopy {

struct ScoredClips {
  Scored scored;
  std::vector<BadFile> bad;  // clips that could not be used
  double seconds = 0;        // that it took, decoding included
};

/// Decodes and scores every clip of `set`, whose labels are matched to the model's classes by name.
/// `threads` decode. Throws Error(data) for a class that the model does not know, and when more
/// than 1 % of the clips are damaged; Error(not_a_number) for scores that are no numbers. When
/// interrupted it gives what there is so far.
ScoredClips score_clips(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                        int threads);

/// The same for `clips` of a training's own set (indices), through its network as it stands: what
/// the source has cached is not decoded again. The source is left at its end.
Scored score_batches(Backend& backend, Stream& stream, Network& network, BatchSource& source,
                     const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
