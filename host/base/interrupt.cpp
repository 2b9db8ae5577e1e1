#include "base/interrupt.h"

#include <time.h>

#include <atomic>
#include <csignal>

namespace canopy {
namespace {

std::atomic<int> came{0};
std::atomic<long> came_at{0};  // s

/// Some senders signal a program and then its group: what follows within a second is the same wish.
void remember(int signal) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (came.load() == 0) {
    came_at.store(now.tv_sec);
    came.store(signal);
  } else if (now.tv_sec - came_at.load() > 1) {
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
}

int interrupt_signal() {
  return came.load();
}
void set_interrupt(int signal) {
  came.store(signal);
}

}  // namespace canopy
