#include "scan/block_reader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace canopy {
namespace {

constexpr std::size_t blocks_ahead = 8;  // per recording that is being decoded

/// The blocks of one recording, on their way from the decoding thread to the reader.
struct Queue {
  std::deque<AudioBlock> waiting;
  std::vector<Buffer> slots;  // a ring: one is being filled, one is being read, the others wait
  std::size_t filled = 0;     // blocks decoded so far; block k is in slot k % slots.size()
  bool started = false;
};

}  // namespace

struct BlockReader::State {
  State(Backend& device, std::vector<std::string> recordings, int decoders, double seconds)
      : backend(device),
        paths(std::move(recordings)),
        block_s(seconds),
        ahead(static_cast<std::size_t>(std::max(1, decoders))),
        queues(paths.size()) {}

  Backend& backend;
  const std::vector<std::string> paths;
  const double block_s;
  const std::size_t ahead;  // recordings decoded at the same time, one thread each

  std::mutex lock;
  std::condition_variable changed;
  std::deque<Queue> queues;
  std::size_t current = 0;  // the recording that next() takes from
  bool stop = false;
  std::vector<std::thread> threads;

  void work() {
    while (true) {
      std::size_t mine = 0;
      {
        std::unique_lock<std::mutex> hold(lock);
        const auto first_waiting = [&] {
          for (mine = current; mine < std::min(paths.size(), current + ahead); ++mine)
            if (!queues[mine].started) return true;
          return false;
        };
        changed.wait(hold, [&] { return stop || current == paths.size() || first_waiting(); });
        if (stop || current == paths.size()) return;
        queues[mine].started = true;
      }
      decode(mine);
    }
  }

  void decode(std::size_t recording) {
    AudioBlock block;
    block.recording = recording;
    try {
      Decoder decoder(paths[recording]);
      block.info = decoder.info();
      const auto frames =
          std::max<std::int64_t>(1, static_cast<std::int64_t>(block_s * decoder.info().rate));
      const std::size_t bytes = static_cast<std::size_t>(frames) * decoder.frame_bytes();
      while (true) {
        Buffer* slot = free_slot(recording);
        if (!slot) return;
        if (!*slot) *slot = backend.allocate_pinned(bytes);
        block.pcm = slot->data();
        block.frames = decoder.read(slot->data(), frames);
        block.last = block.frames == 0;
        put(recording, block);
        if (block.last) return;
      }
    } catch (const std::exception& error) {
      block.frames = 0;
      block.last = true;
      block.error = error.what();
      put(recording, block);
    }
  }

  /// Waits until the ring has room; null if the reader is being destroyed.
  Buffer* free_slot(std::size_t recording) {
    std::unique_lock<std::mutex> hold(lock);
    Queue& queue = queues[recording];
    changed.wait(hold, [&] { return stop || queue.waiting.size() < blocks_ahead; });
    if (stop) return nullptr;
    queue.slots.resize(blocks_ahead + 2);
    return &queue.slots[queue.filled++ % queue.slots.size()];
  }

  void put(std::size_t recording, const AudioBlock& block) {
    {
      const std::lock_guard<std::mutex> hold(lock);
      queues[recording].waiting.push_back(block);
    }
    changed.notify_all();
  }
};

BlockReader::BlockReader(Backend& backend, std::vector<std::string> paths, int threads,
                         double block_s)
    : state_(std::make_unique<State>(backend, std::move(paths), threads, block_s)) {
  for (std::size_t i = 0; i < state_->ahead; ++i)
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

BlockReader::~BlockReader() {
  {
    const std::lock_guard<std::mutex> hold(state_->lock);
    state_->stop = true;
  }
  state_->changed.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

bool BlockReader::next(AudioBlock& block) {
  std::unique_lock<std::mutex> hold(state_->lock);
  if (block.last && block.recording == state_->current && !state_->queues.empty()) {
    state_->queues[state_->current].slots.clear();  // the recording is done
    ++state_->current;
    state_->changed.notify_all();
  }
  if (state_->current >= state_->paths.size()) return false;
  Queue& queue = state_->queues[state_->current];
  state_->changed.wait(hold, [&] { return !queue.waiting.empty(); });
  block = queue.waiting.front();
  queue.waiting.pop_front();
  state_->changed.notify_all();
  return true;
}

}  // namespace canopy
