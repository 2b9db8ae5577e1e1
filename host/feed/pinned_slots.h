// Pinned host memory for the slots of a Loader.
#pragma once

#include <cstddef>
#include <vector>

#include "data/loader.h"
#include "ops/backend.h"

namespace canopy {

class PinnedSlots {
 public:
  /// Slots of `bytes` each; a slot grows if a clip is larger.
  PinnedSlots(Backend& backend, int slots, std::size_t bytes)
      : backend_(backend), slots_(static_cast<std::size_t>(slots)) {
    if (bytes > 0)
      for (Buffer& slot : slots_) slot = backend.allocate_pinned(bytes);
  }
  PinnedSlots(const PinnedSlots&) = delete;
  PinnedSlots& operator=(const PinnedSlots&) = delete;

  /// For a loader that does not outlive the slots. Thread-safe for different slots.
  SlotMemory memory() {
    return [this](int slot, std::size_t bytes) {
      Buffer& buffer = slots_[static_cast<std::size_t>(slot)];
      if (bytes > buffer.bytes()) {
        buffer = Buffer();
        buffer = backend_.allocate_pinned(bytes + bytes / 4);
      }
      return buffer.data();
    };
  }

 private:
  Backend& backend_;
  std::vector<Buffer> slots_;
};

}  // namespace canopy
