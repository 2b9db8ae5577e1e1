#include "data/loader.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/trace.h"

namespace canopy {
namespace {

constexpr std::int64_t block_frames = 16384;

/// The error without the leading path, because callers name the clip.
std::string reason_of(const std::exception& error, const std::string& path) {
  const std::string text = error.what();
  return text.starts_with(path + ": ") ? text.substr(path.size() + 2) : text;
}

/// A thread's open file. It is kept from one clip to the next, so that consecutive intervals of a
/// long recording are decoded without going back to the start.
struct Reader {
  std::vector<char> block;
  std::string path;
  std::unique_ptr<Decoder> decoder;

  /// A decoder of the clip's file, at or before the clip's start.
  Decoder& open(const Clip& clip) {
    const auto beyond = [&] {
      const double start = std::round(clip.start_s * decoder->info().rate);
      return static_cast<double>(decoder->position()) > start;
    };
    if (!decoder || path != clip.path || beyond()) {
      decoder = std::make_unique<Decoder>(clip.path);
      path = clip.path;
    }
    return *decoder;
  }
};

}  // namespace

struct Loader::State {
  State(std::span<const Clip> all_clips, std::vector<std::size_t> clip_order,
        const LoaderOptions& loader_options, SlotMemory slot_memory)
      : clips(all_clips),
        order(std::move(clip_order)),
        options(loader_options),
        memory(std::move(slot_memory)),
        slots(static_cast<std::size_t>(std::max(1, options.slots))) {
    for (int slot = static_cast<int>(slots.size()); slot-- > 0;) free_slots.push_back(slot);
  }

  /// Stops the threads; each finishes the clip it is decoding.
  ~State() {
    {
      const std::lock_guard<std::mutex> hold(lock);
      stop = true;
    }
    slot_free.notify_all();
    for (std::thread& thread : threads) thread.join();
  }

  void start() {
    for (int i = 0; i < std::max(1, options.threads); ++i) threads.emplace_back([this] { work(); });
  }

  const std::span<const Clip> clips;
  const std::vector<std::size_t> order;
  const LoaderOptions options;
  const SlotMemory memory;

  struct Slot {
    void* data = nullptr;
    std::size_t bytes = 0;
  };
  std::vector<Slot> slots;  // each belongs to the thread that decodes into it

  std::mutex lock;  // for all members below except `threads`
  std::condition_variable slot_free, clip_ready;
  std::size_t started = 0;    // positions in `order` that have a thread and a slot
  std::size_t delivered = 0;  // positions in `order` that next() has returned
  std::vector<int> free_slots;
  std::map<std::size_t, LoadedClip> ready;  // by position in `order`
  bool stop = false;
  std::exception_ptr failure;  // an error not caused by a clip; next() throws it
  std::vector<std::thread> threads;

  void work() {
    Reader reader;
    while (true) {
      std::size_t position;
      int slot;
      {
        // A position is taken together with a slot. So the position that next() waits for always
        // has a slot, and the ring cannot deadlock.
        std::unique_lock<std::mutex> hold(lock);
        slot_free.wait(hold,
                       [&] { return stop || started == order.size() || !free_slots.empty(); });
        if (stop || started == order.size()) return;
        position = started++;
        slot = free_slots.back();
        free_slots.pop_back();
      }
      LoadedClip clip;
      std::exception_ptr thrown;
      try {
        clip = decode(order[position], slot, reader);
      } catch (...) {
        thrown = std::current_exception();
      }
      const std::lock_guard<std::mutex> hold(lock);
      if (thrown && !failure) failure = thrown;
      ready.emplace(position, std::move(clip));
      clip_ready.notify_all();
    }
  }

  LoadedClip decode(std::size_t index, int slot, Reader& reader) {
    const TraceRange range("decode");
    LoadedClip clip;
    clip.index = index;
    clip.slot = slot;
    const Clip& listed = clips[index];
    try {
      Decoder& decoder = reader.open(listed);
      const std::string missing = missing_channel(decoder.info(), options.channel);
      if (!missing.empty()) throw Error(ErrorKind::data, missing);
      clip.rate = decoder.info().rate;
      clip.channels = decoder.info().channels;
      clip.format = decoder.info().format;
      read_frames(decoder, listed, reader.block, clip);
      if (listed.end_s < 0) reader.decoder.reset();  // decoded to its end
    } catch (const Error& error) {
      reader.decoder.reset();
      if (error.kind() != ErrorKind::data) throw;  // such as a lack of device memory
      clip.error = reason_of(error, listed.path);
    }
    return clip;
  }

  /// Decodes the clip's whole interval, so that damage anywhere in it is found, and keeps the first
  /// options.keep_s of it.
  void read_frames(Decoder& decoder, const Clip& listed, std::vector<char>& block,
                   LoadedClip& clip) {
    const auto frames_in = [&](double seconds) {
      return static_cast<std::int64_t>(std::llround(seconds * clip.rate));
    };
    const std::size_t frame = decoder.frame_bytes();
    const std::int64_t max_frames = frames_in(options.max_clip_s);
    const std::int64_t wanted = listed.end_s >= 0
                                    ? frames_in(listed.end_s) - frames_in(listed.start_s)
                                    : std::numeric_limits<std::int64_t>::max();
    const std::int64_t keep =
        options.keep_s > 0 ? frames_in(options.keep_s) : std::numeric_limits<std::int64_t>::max();
    decoder.skip(frames_in(listed.start_s) - decoder.position());
    std::optional<SoundMeter> meter;
    if (options.measure) meter.emplace(decoder.info());
    block.resize(frame * block_frames);
    std::int64_t seen = 0;
    while (seen < wanted) {
      const std::int64_t got = decoder.read(block.data(), std::min(block_frames, wanted - seen));
      if (got == 0) break;
      if (meter) meter->add(block.data(), got);
      const std::int64_t kept = std::clamp<std::int64_t>(keep - clip.frames, 0, got);
      if (kept > 0) append(clip, block.data(), static_cast<std::size_t>(kept) * frame);
      clip.frames += kept;
      seen += got;
      if (seen > max_frames)
        throw Error(ErrorKind::data, fmt::format("longer than data.max_clip_s, {} s",
                                                 std::lround(options.max_clip_s)));
    }
    if (seen == 0 || (listed.end_s >= 0 && seen < wanted))
      throw Error(ErrorKind::data,
                  fmt::format("ends before the {} of the clip, after {} frames",
                              seen == 0 ? "start_s" : "end_s", decoder.position()));
    if (meter) clip.sound = meter->facts();
  }

  void append(LoadedClip& clip, const char* data, std::size_t bytes) {
    Slot& slot = slots[static_cast<std::size_t>(clip.slot)];
    const std::size_t needed = clip.bytes + bytes;
    if (needed > slot.bytes) {
      // the owner of the memory may replace it, so its contents are copied over
      const std::vector<char> before(static_cast<const char*>(slot.data),
                                     static_cast<const char*>(slot.data) + clip.bytes);
      slot.bytes = std::max(needed, 2 * slot.bytes);
      slot.data = memory(clip.slot, slot.bytes);
      std::copy(before.begin(), before.end(), static_cast<char*>(slot.data));
    }
    std::copy(data, data + bytes, static_cast<char*>(slot.data) + clip.bytes);
    clip.bytes = needed;
    clip.pcm = slot.data;
  }
};

Loader::Loader(std::span<const Clip> clips, std::vector<std::size_t> order,
               const LoaderOptions& options, SlotMemory memory)
    : state_(std::make_unique<State>(clips, std::move(order), options, std::move(memory))) {
  state_->start();
}

Loader::~Loader() = default;

bool Loader::next(LoadedClip& clip) {
  std::unique_lock<std::mutex> hold(state_->lock);
  if (state_->delivered == state_->order.size()) return false;
  state_->clip_ready.wait(
      hold, [&] { return state_->failure || state_->ready.count(state_->delivered) > 0; });
  if (state_->failure) std::rethrow_exception(state_->failure);
  const auto found = state_->ready.find(state_->delivered++);
  clip = std::move(found->second);
  state_->ready.erase(found);
  return true;
}

void Loader::release(int slot) {
  {
    const std::lock_guard<std::mutex> hold(state_->lock);
    state_->free_slots.push_back(slot);
  }
  state_->slot_free.notify_one();
}

}  // namespace canopy
