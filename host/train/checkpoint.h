// The state of a run on disk, from which it goes on to the same bits.
#pragma once

#include <string>
#include <vector>

#include "model/network.h"
#include "model/safetensors.h"
#include "evaluate/epoch_row.h"

namespace canopy {

/// Where a run stands. `batch` batches of epoch `epoch` (from 1) are done.
struct RunState {
  int epoch = 1;
  std::int64_t batch = 0;
  std::uint32_t step = 0;      // updates done
  std::vector<EpochRow> rows;  // of the epochs done
  std::string config;          // resolved, to see that it is the same run
  std::string split;           // the text of split.csv, likewise
};

/// Writes checkpoints/epoch-0003.safetensors (or epoch-0003-batch-0017 in mid-epoch) atomically and
/// removes all but the newest `keep`. `more` are tensors besides the network's own: the counters of
/// the training metrics, averages. Throws Error(disk).
void save_checkpoint(const std::string& folder, int keep, Backend& backend, Stream& stream,
                     const Network& network, const RunState& state,
                     const std::vector<TensorRef>& more);

/// The newest checkpoint of a folder; empty when there is none.
std::string newest_checkpoint(const std::string& folder);

/// Reads what save_checkpoint wrote. Throws Error(checkpoint) when it does not fit the network, or
/// its config or split is not `expected`'s.
RunState load_checkpoint(const std::string& path, Backend& backend, Stream& stream,
                         const Network& network, const RunState& expected,
                         const std::vector<TensorRef>& more);

/// Bytes of one checkpoint of this network.
std::size_t checkpoint_bytes(const Network& network);

}  // namespace canopy
