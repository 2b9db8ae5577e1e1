// How long the CPU backend's threads wait awake for their next work.
#pragma once

namespace canopy {

/// OpenMP's threads spin for milliseconds between two loops. Where something else runs on the same
/// cores, every one of the thousands of loops of an epoch then waits for a thread that has lost its
/// core to another one's spinning: with a build beside it training took three times as long. A
/// thirtieth of that spinning costs nothing that could be measured on a quiet machine. libgomp
/// reads the setting when it is loaded, so this starts the program anew, once; it returns where the
/// user has decided (GOMP_SPINCOUNT, OMP_WAIT_POLICY), or where that cannot be.
void limit_spinning(char** argv);

}  // namespace canopy
