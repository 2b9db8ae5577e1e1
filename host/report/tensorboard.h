// TensorBoard's event files: the figures of the epochs as scalars, for `tensorboard --logdir`.
//
// A file is a row of records: length (8 bytes), its checksum (4), an Event as protobuf encodes it,
// the checksum of that (4); all little-endian. The few fields an Event of ours has are encoded by
// hand, so that no protobuf library is needed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/epoch_row.h"

namespace canopy {

/// CRC-32C (Castagnoli) of some bytes.
std::uint32_t crc32c(std::string_view bytes);

/// What every event file starts with. Readers forget what they have of this run from an older
/// file, so that an epoch read twice is shown once. wall_time: seconds since 1970.
std::string event_file_start(double wall_time);

/// The record of an epoch: the scalars loss/train, loss/test, accuracy/..., precision/...,
/// recall/..., f1/..., average_precision/..., roc_auc/... and learning_rate, at step = epoch.
std::string event_record(const EpochRow& row, double wall_time);

/// A new events.out.tfevents.* in the folder with these rows, in place of any that is there.
/// Throws Error(disk).
void write_events(const std::string& folder, const std::vector<EpochRow>& rows);
/// Appends a row to the newest event file; makes one if there is none. Throws Error(disk).
void append_event(const std::string& folder, const EpochRow& row);

}  // namespace canopy
