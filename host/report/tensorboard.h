// TensorBoard event files with the metrics of the epochs as scalars, for `tensorboard --logdir`.
//
// A file is a sequence of records: length (8 bytes), its checksum (4), an Event in protobuf
// encoding, its checksum (4); all little-endian. The few fields used here are encoded by hand, so
// that no protobuf library is needed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate/epoch_row.h"

namespace canopy {

/// CRC-32C (Castagnoli).
std::uint32_t crc32c(std::string_view bytes);

/// The first two records of every event file: version and start of a session. The latter makes
/// TensorBoard discard steps of the run that it read from an older file, so that an epoch is not
/// shown twice. wall_time: seconds since 1970.
std::string event_file_start(double wall_time);

/// The record of an epoch with the scalars loss/train, loss/test, accuracy/..., precision/...,
/// recall/..., f1/..., average_precision/..., roc_auc/... and learning_rate, at step = epoch.
std::string event_record(const EpochRow& row, double wall_time);

/// Writes a new events.out.tfevents.* with these rows into the folder and removes any older ones.
/// Throws Error(disk).
void write_events(const std::string& folder, const std::vector<EpochRow>& rows);
/// Appends a row to the newest event file; creates one if there is none. Throws Error(disk).
void append_event(const std::string& folder, const EpochRow& row);

}  // namespace canopy
