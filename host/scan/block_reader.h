// Recordings decoded ahead in blocks by a few threads, handed out file after file, block after
// block. What waits is bounded, so memory does not grow with the length of a recording.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "audio/decoder.h"
#include "ops/backend.h"

namespace canopy {

/// A piece of a recording. `pcm` stays valid until the next call of next().
struct AudioBlock {
  std::size_t recording = 0;  // index into the list of paths
  AudioInfo info;             // rate 0 when the recording could not be opened
  const void* pcm = nullptr;  // interleaved frames, pinned memory
  std::int64_t frames = 0;
  bool last = false;  // of this recording
  std::string error;  // with `last`: why it ends here, before its end
};

class BlockReader {
 public:
  /// Blocks of about `block_s` seconds, `threads` recordings at a time.
  BlockReader(Backend& backend, std::vector<std::string> paths, int threads, double block_s);
  ~BlockReader();
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  /// The next block, waiting for it; false after the last one of the last recording.
  bool next(AudioBlock& block);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
