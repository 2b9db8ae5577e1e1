// The emulated device's state, shared by the files that stand in for the runtime.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/emulated/controls.h"
#include "support/emulated/cuda_runtime.h"

/// Work that a stream has still to do; one that waits for an event has no `run`.
struct EmulatedWork {
  std::function<void()> run;
  cudaEvent_t event = nullptr;
  std::uint64_t record = 0;  // which of the event's records is waited for
};

struct EmulatedStream {
  std::deque<EmulatedWork> queue;
  cudaGraph_t capture = nullptr;  // not null: what is enqueued goes there
};

struct EmulatedEvent {
  cudaStream_t stream = nullptr;  // of the newest record
  std::uint64_t recorded = 0, reached = 0;
};

struct EmulatedGraph {
  std::vector<EmulatedWork> works;
};
struct EmulatedGraphExec {
  std::vector<EmulatedWork> works;
};

namespace canopy::emulated {

class Device {
 public:
  static Device& get();
  ~Device();

  Controls controls{};
  std::recursive_mutex lock;  // loader threads take pinned memory while the host enqueues

  /// At the start of every call: the device's error if it has one, and the planted loss.
  cudaError_t enter();
  /// Every later call fails with this; `why` is what cudaGetErrorString says.
  cudaError_t die(cudaError_t code, const std::string& why);
  const std::string& reason() const { return reason_; }
  void reset();

  void add(cudaStream_t stream, EmulatedWork work);
  /// Runs what the stream holds.
  void drain(cudaStream_t stream);
  void drain_until(cudaEvent_t event, std::uint64_t record);
  void drain_all();
  /// From now on a thread does the work that nobody waits for.
  void work_by_itself();
  std::vector<cudaStream_t> streams;

  // Memory. A block is found by any address inside it.
  void* take(std::size_t bytes, bool pinned);
  bool give_back(void* data, bool pinned);
  bool on_device(const void* data, std::size_t bytes) const;
  bool pinned(const void* data, std::size_t bytes) const;

 private:
  struct Memory {
    std::size_t bytes;
    char* raw;  // with guard zones on either side
  };
  using Memories = std::map<const char*, Memory>;
  static bool inside(const Memories& memories, const void* data, std::size_t bytes);
  Memories device_memory_, pinned_memory_;
  cudaError_t error_ = cudaSuccess;
  std::string reason_;
  std::thread worker_;
  std::atomic<bool> stop_{false};
};

}  // namespace canopy::emulated
