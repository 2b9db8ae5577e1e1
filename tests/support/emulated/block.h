// Runs the threads of one block as fibers, which take turns on one host thread.
#pragma once

#include <functional>
#include <string>

#include "support/emulated/cuda_runtime.h"

namespace canopy::emulated {

/// Runs body once a thread of the block. False, with the reason in words, when the threads lock
/// each other up or break a rule of CUDA's that hardware lets pass. `backwards` starts with the
/// last thread.
bool run_block(const Position& block, std::size_t shared_bytes, const std::function<void()>& body,
               bool backwards, std::string& why);

}  // namespace canopy::emulated
