#include "base/interrupt.h"

#include <time.h>

#include <atomic>
#include <csignal>

namespace canopy {
namespace {

std::atomic<int> received{0};
std::atomic<long> received_at{0};  // s

/// Some senders signal a process and then its group, so signals within a second count as one.
void on_signal(int signal) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (received.load() == 0) {
    received_at.store(now.tv_sec);
    received.store(signal);
  } else if (now.tv_sec - received_at.load() > 1) {
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

int interrupt_signal() {
  return received.load();
}
void set_interrupt(int signal) {
  received.store(signal);
}

}  // namespace canopy
