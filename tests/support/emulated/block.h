// Runs the threads of one block as fibers, which take turns on one host thread.
#pragma once

#include <functional>
#include <string>

#include "support/emulated/cuda_runtime.h"

namespace canopy::emulated {

/// Runs `body` once per thread of the block. Returns false and sets `why` if the threads deadlock
/// or violate a rule of CUDA that hardware does not check. `backwards` starts with the last thread.
bool run_block(const Position& block, std::size_t shared_bytes, const std::function<void()>& body,
               bool backwards, std::string& why);

}  // namespace canopy::emulated
