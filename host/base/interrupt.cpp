#include "base/interrupt.h"

#include <atomic>
#include <csignal>

namespace canopy {
namespace {

std::atomic<int> came{0};

void remember(int signal) {
  came.store(signal);
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
}

int interrupt_signal() { return came.load(); }
void set_interrupt(int signal) { came.store(signal); }

}  // namespace canopy
