// The emulated device's state, shared by the files that replace the runtime.
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

/// Pending work of a stream; an entry that waits for an event has no `run`.
struct EmulatedWork {
  std::function<void()> run;
  cudaEvent_t event = nullptr;
  std::uint64_t record = 0;  // which of the event's records to wait for
};

struct EmulatedStream {
  std::deque<EmulatedWork> queue;
  cudaGraph_t capture = nullptr;  // if not null, work is added to this graph instead
};

struct EmulatedEvent {
  cudaStream_t stream = nullptr;  // of the latest record
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
  std::recursive_mutex lock;  // loader threads allocate pinned memory while the host enqueues

  /// Called at the start of every API call: returns the device's error, if any, and injects
  /// lose_device.
  cudaError_t enter();
  /// Makes every later call fail with `code`; `why` is the text of cudaGetErrorString.
  cudaError_t die(cudaError_t code, const std::string& why);
  const std::string& reason() const { return reason_; }
  void reset();

  void add(cudaStream_t stream, EmulatedWork work);
  /// Runs all pending work of the stream.
  void drain(cudaStream_t stream);
  void drain_until(cudaEvent_t event, std::uint64_t record);
  void drain_all();
  /// Starts a thread that also runs work for which the host does not wait.
  void start_worker();
  std::vector<cudaStream_t> streams;

  void* allocate(std::size_t bytes, bool pinned);
  bool free(void* data, bool pinned);
  // Whether the range is inside a block of device or pinned memory.
  bool on_device(const void* data, std::size_t bytes) const;
  bool pinned(const void* data, std::size_t bytes) const;

 private:
  struct Memory {
    std::size_t bytes;
    char* raw;  // including the guard zones at both ends
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
