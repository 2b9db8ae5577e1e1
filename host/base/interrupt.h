// Ctrl-C and SIGTERM. They only set a flag, so that the current step can be finished and saved.
#pragma once

namespace canopy {

/// Installs the handlers. A second signal, more than a second later, ends the process at once.
void catch_interrupts();
/// The signal that was received (SIGINT or SIGTERM), or 0.
int interrupt_signal();
/// For tests: acts as if the signal had been received; 0 resets.
void set_interrupt(int signal);

}  // namespace canopy
