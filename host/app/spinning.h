// Limits how long the threads of the CPU backend spin while they wait for work.
#pragma once

namespace canopy {

/// OpenMP threads spin for milliseconds between two loops. If other programs use the same cores,
/// each of the thousands of loops of an epoch waits for a thread that lost its core to a spinning
/// one: training took three times as long while a build was running. A thirtieth of that spin count
/// showed no measurable cost on an idle machine. libgomp reads GOMP_SPINCOUNT when it is loaded, so
/// this sets it and restarts the program, once. Returns if GOMP_SPINCOUNT or OMP_WAIT_POLICY is
/// already set, or if the restart fails.
void limit_spinning(char** argv);

}  // namespace canopy
