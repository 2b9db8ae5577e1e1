#include "support/emulated/device.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace canopy::emulated {
namespace {

// Guard zones reveal a write past either end of a block when it is freed. With AddressSanitizer
// they are not needed, because it catches the access itself.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t guard = 0;
#else
constexpr std::size_t guard = 256;
#endif
constexpr char guard_byte = 0x5a;
constexpr std::uint64_t default_memory = std::uint64_t{16} << 30;
constexpr std::uint32_t default_capability = 9;

}  // namespace

Device& Device::get() {
  static Device one;
  static const bool made = [] {
    one.controls.memory_bytes = default_memory;
    one.controls.capability = default_capability;
    return true;
  }();
  static_cast<void>(made);
  return one;
}

cudaError_t Device::enter() {
  if (controls.lose_device > 0 && --controls.lose_device == 0)
    die(cudaErrorDevicesUnavailable, "the device is lost (injected fault)");
  return error_;
}

cudaError_t Device::die(cudaError_t code, const std::string& why) {
  if (error_ == cudaSuccess) {
    error_ = code;
    reason_ = why;
  }
  return error_;
}

void Device::reset() {
  error_ = cudaSuccess;
  reason_.clear();
  controls.fail_allocation = controls.fail_launch = controls.fail_kernel = 0;
  controls.lose_device = 0;
  controls.order = 0;
  controls.memory_bytes = default_memory;
  controls.capability = default_capability;
}

void Device::add(cudaStream_t stream, EmulatedWork work) {
  if (stream->capture)
    stream->capture->works.push_back(std::move(work));
  else
    stream->queue.push_back(std::move(work));
}

void Device::drain(cudaStream_t stream) {
  while (!stream->queue.empty()) {
    EmulatedWork work = std::move(stream->queue.front());
    stream->queue.pop_front();
    if (work.event) drain_until(work.event, work.record);
    // A failed device does no work, but its events are still reached, so that nothing waits
    // forever.
    if (work.run) work.run();
  }
}

void Device::drain_until(cudaEvent_t event, std::uint64_t record) {
  if (!event->stream) return;
  std::deque<EmulatedWork>& queue = event->stream->queue;
  while (event->reached < record && !queue.empty()) {
    EmulatedWork work = std::move(queue.front());
    queue.pop_front();
    if (work.event) drain_until(work.event, work.record);
    if (work.run) work.run();
  }
}

void Device::drain_all() {
  for (cudaStream_t stream : streams) drain(stream);
}

void Device::start_worker() {
  if (worker_.joinable()) return;
  worker_ = std::thread([this] {
    while (!stop_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      const std::lock_guard<std::recursive_mutex> guard(lock);
      const bool capturing = std::any_of(streams.begin(), streams.end(),
                                         [](cudaStream_t stream) { return stream->capture; });
      if (!capturing) drain_all();
    }
  });
}

Device::~Device() {
  stop_ = true;
  if (worker_.joinable()) worker_.join();
}

void* Device::allocate(std::size_t bytes, bool pinned) {
  char* raw = static_cast<char*>(std::aligned_alloc(256, (bytes + 2 * guard + 255) / 256 * 256));
  if (!raw) return nullptr;
  std::memset(raw, guard_byte, guard);
  std::memset(raw + guard, 0xff, bytes);  // NaN reveals unwritten memory
  std::memset(raw + guard + bytes, guard_byte, guard);
  (pinned ? pinned_memory_ : device_memory_)[raw + guard] = {bytes, raw};
  return raw + guard;
}

bool Device::free(void* data, bool pinned) {
  Memories& memories = pinned ? pinned_memory_ : device_memory_;
  const auto found = memories.find(static_cast<char*>(data));
  if (found == memories.end()) return false;
  const Memory memory = found->second;
  const auto intact = [&](const char* from) {
    return std::all_of(from, from + guard, [](char c) { return c == guard_byte; });
  };
  if (!intact(memory.raw) || !intact(memory.raw + guard + memory.bytes))
    die(cudaErrorIllegalAddress,
        "memory outside a block of " + std::to_string(memory.bytes) + " bytes was overwritten");
  memories.erase(found);
  if (!pinned) controls.live_bytes -= memory.bytes;
  std::free(memory.raw);
  return true;
}

bool Device::inside(const Memories& memories, const void* data, std::size_t bytes) {
  const auto* at = static_cast<const char*>(data);
  auto found = memories.upper_bound(at);
  if (found == memories.begin()) return false;
  --found;
  return at + bytes <= found->first + found->second.bytes;
}

bool Device::on_device(const void* data, std::size_t bytes) const {
  return inside(device_memory_, data, bytes);
}
bool Device::pinned(const void* data, std::size_t bytes) const {
  return inside(pinned_memory_, data, bytes);
}

}  // namespace canopy::emulated

extern "C" __attribute__((visibility("default"))) canopy::emulated::Controls*
canopy_emulated_controls() {
  return &canopy::emulated::Device::get().controls;
}
extern "C" __attribute__((visibility("default"))) void canopy_emulated_reset() {
  canopy::emulated::Device::get().reset();
}
