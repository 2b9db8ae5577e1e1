// Checkpoints: the state of a training on disk, from which it resumes with bit-identical results.
#pragma once

#include <string>
#include <vector>

#include "evaluate/epoch_row.h"
#include "model/network.h"
#include "model/safetensors.h"

namespace canopy {

/// The progress of a training: `batch` batches of epoch `epoch` (counted from 1) are done.
struct TrainingState {
  int epoch = 1;
  std::int64_t batch = 0;
  std::uint32_t step = 0;      // updates done
  std::vector<EpochRow> rows;  // one per finished epoch
  std::string config;          // the config that the training depends on; must match on resume
  std::string split;           // the text of split.csv; must match on resume
};

/// Writes `folder`/epoch-0003.safetensors (within an epoch epoch-0003-batch-000017.safetensors)
/// atomically and removes all checkpoints but the newest `keep`. `extra` are tensors that do not
/// belong to the network, such as the metric counters and the averaged weights. Throws Error(disk).
void save_checkpoint(const std::string& folder, int keep, Backend& backend, Stream& stream,
                     const Network& network, const TrainingState& state,
                     const std::vector<TensorRef>& extra);

/// The path of the newest checkpoint in the folder; empty if there is none.
std::string newest_checkpoint(const std::string& folder);

/// Reads a checkpoint into the network and the `extra` tensors. Throws Error(checkpoint) if it does
/// not match the network, or the config or split of `expected`.
TrainingState load_checkpoint(const std::string& path, Backend& backend, Stream& stream,
                              const Network& network, const TrainingState& expected,
                              const std::vector<TensorRef>& extra);

/// Size in bytes of a checkpoint of this network, without extra tensors.
std::size_t checkpoint_bytes(const Network& network);

}  // namespace canopy
