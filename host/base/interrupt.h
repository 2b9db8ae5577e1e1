// Ctrl-C and SIGTERM, remembered so that the step in progress can be finished and saved.
#pragma once

namespace canopy {

/// Starts remembering. Another signal more than a second later ends the process at once.
void catch_interrupts();
/// The signal that came (SIGINT or SIGTERM), or 0.
int interrupt_signal();
/// For tests: as if the signal had come; 0 forgets.
void set_interrupt(int signal);

}  // namespace canopy
