// The run folder results/<name>/ and the files that a run writes to it.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "evaluate/epoch_row.h"
#include "ops/backend.h"

namespace canopy {

/// The current time, "2026-01-31T09:00:00Z".
std::string utc_now();

class RunFolder {
 public:
  explicit RunFolder(const OutputConfig& config) : path_(config.dir + "/" + config.name) {}

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string checkpoints() const { return file("checkpoints"); }

  /// Creates the folder. A previous run is moved to <name>.old, replacing an older one there,
  /// unless it is to be resumed. Returns the path that it was moved to, or an empty string. Throws
  /// Error(disk), also if a folder that would be moved or replaced is not a run folder.
  std::string prepare(bool resume) const;
  /// Throws Error(disk) if fewer than `bytes` are free.
  void require_space(std::size_t bytes) const;

  void write_bad_files(const std::vector<BadFile>& bad) const;
  void write_environment(const DeviceInfo& device, const std::string& config_path) const;
  /// Rewrites metrics.csv, metrics.jsonl and the TensorBoard events with these rows.
  void write_metrics(const std::vector<EpochRow>& rows) const;
  void append_metrics(const EpochRow& row) const;

 private:
  std::string path_;
};

}  // namespace canopy
