// Recordings, decoded ahead by a few threads and handed out file by file, block by block. The
// number of waiting blocks is bounded, so memory does not grow with the length of a recording.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "audio/decoder.h"
#include "ops/backend.h"

namespace canopy {

/// A piece of a recording. `pcm` is valid until next() is called again.
struct AudioBlock {
  std::size_t recording = 0;  // index into the list of paths
  AudioInfo info;             // rate 0 if the recording could not be opened
  const void* pcm = nullptr;  // interleaved frames, pinned memory
  std::int64_t frames = 0;
  bool last = false;  // of this recording
  std::string error;  // with `last`: why decoding stopped early; empty if it did not
};

class BlockReader {
 public:
  /// Reads blocks of about `block_s` seconds. Decodes `threads` recordings at a time, one per
  /// thread.
  BlockReader(Backend& backend, std::vector<std::string> paths, int threads, double block_s);
  ~BlockReader();
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  /// Waits for the next block; returns false after the last block of the last recording.
  bool next(AudioBlock& block);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
