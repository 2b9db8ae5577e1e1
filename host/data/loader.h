// Threads decode clips into a ring of pinned slots; the caller takes them in order, uploads, and
// gives each slot back. At most `slots` clips are in memory, however many there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "audio/decoder.h"
#include "data/clips.h"
#include "data/sound_facts.h"

namespace canopy {

/// A decoded clip in a slot. Data stays valid until Loader::release(slot).
struct LoadedClip {
  std::size_t index = 0;  // into the list given to the loader
  int slot = 0;
  std::string error;          // not empty: the clip is bad, and nothing else here holds
  const void* pcm = nullptr;  // interleaved frames
  std::size_t bytes = 0;
  SampleFormat format = SampleFormat::pcm16;
  int rate = 0;
  int channels = 0;
  std::int64_t frames = 0;
  SoundFacts sound;  // of all that was decoded, with LoaderOptions::measure
};

struct LoaderOptions {
  int threads = 2;
  int slots = 8;
  double max_clip_s = 600;  // a longer clip is bad
  double keep_s = 0;        // > 0: decode all, but keep only the first so many seconds
  int channel = -1;         // a clip without this channel (from 0) is bad
  bool measure = false;     // gives LoadedClip::sound
};

/// Gives host memory for a slot, `bytes` long, kept by the caller until the loader is gone; called
/// again with more bytes when a clip does not fit (then the old memory is no longer used).
using SlotMemory = std::function<void*(int slot, std::size_t bytes)>;

class Loader {
 public:
  /// Starts decoding `clips` (indices into the set's clips) in the given order.
  Loader(const std::vector<Clip>& clips, std::vector<std::size_t> order, LoaderOptions options,
         SlotMemory memory);
  ~Loader();  // stops the threads, also in the middle
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// The next clip in order, waiting for it; false after the last. Throws what went wrong in a
  /// thread without being the fault of a clip, such as Error(device) for a lack of memory.
  bool next(LoadedClip& clip);
  /// Gives a slot back to the threads.
  void release(int slot);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
