// Threads decode clips into a ring of slots; the caller takes them in order and releases each slot
// when it is done with it. At most `slots` clips are in memory at a time.
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
  std::size_t index = 0;  // into the clips given to the loader
  int slot = 0;
  std::string error;          // not empty: the clip is bad, and all other fields are invalid
  const void* pcm = nullptr;  // interleaved frames
  std::size_t bytes = 0;
  SampleFormat format = SampleFormat::pcm16;
  int rate = 0;
  int channels = 0;
  std::int64_t frames = 0;
  SoundFacts sound;  // of everything decoded; set with LoaderOptions::measure
};

struct LoaderOptions {
  int threads = 2;
  int slots = 8;
  double max_clip_s = 600;  // a longer clip is bad
  double keep_s = 0;        // > 0: decode everything, but keep only the first keep_s seconds
  int channel = -1;         // a clip without this channel (from 0) is bad
  bool measure = false;     // fill LoadedClip::sound
};

/// Returns host memory of `bytes` for a slot; it must outlive the loader. Called from the loader's
/// threads, again with more bytes if a clip does not fit; the slot's old memory is unused then.
using SlotMemory = std::function<void*(int slot, std::size_t bytes)>;

class Loader {
 public:
  /// Starts decoding the clips with the indices of `order`, in that order. `clips` must outlive the
  /// loader.
  Loader(const std::vector<Clip>& clips, std::vector<std::size_t> order, LoaderOptions options,
         SlotMemory memory);
  ~Loader();  // stops the threads, also before the last clip
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  /// Waits for the next clip in order; returns false after the last. Rethrows an error of a thread
  /// that is not the fault of a clip, such as Error(device) for a lack of memory.
  bool next(LoadedClip& clip);
  /// Returns a slot to the threads. Thread-safe.
  void release(int slot);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
