// Threads decode clips into a ring of slots; the caller takes the clips in order and releases each
// slot after use. At most `slots` clips are in memory at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "audio/decoder.h"
#include "data/clips.h"
#include "data/sound_facts.h"

namespace canopy {

/// A decoded clip in a slot. `pcm` stays valid until Loader::release(slot).
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
  SoundFacts sound;  // of the whole clip; set with LoaderOptions::measure
};

struct LoaderOptions {
  int threads = 2;
  int slots = 8;
  double max_clip_s = 600;  // a longer clip is bad
  double keep_s = 0;        // > 0: decode everything, but keep only the first keep_s seconds
  int channel = -1;         // a clip without this channel (from 0) is bad
  bool measure = false;     // fill LoadedClip::sound
};

/// Returns `bytes` of host memory for a slot, which must outlive the loader. Called by the loader's
/// threads, and again with more bytes if a clip does not fit; the old memory is then unused.
using SlotMemory = std::function<void*(int slot, std::size_t bytes)>;

class Loader {
 public:
  /// Starts decoding the clips with the indices `order`, in that order. The loader only views
  /// `clips`, which must outlive it; a temporary list does not compile.
  Loader(std::span<const Clip> clips, std::vector<std::size_t> order, const LoaderOptions& options,
         SlotMemory memory);
  Loader(const std::vector<Clip>&&, std::vector<std::size_t>, const LoaderOptions&,
         SlotMemory) = delete;
  ~Loader();  // stops the threads; all clips need not have been taken
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
