// The folder results/<name>/ and the files a run leaves in it.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "ops/backend.h"
#include "evaluate/epoch_row.h"

namespace canopy {

/// The current time, "2026-01-31T09:00:00Z".
std::string utc_now();

class RunFolder {
 public:
  explicit RunFolder(const OutputConfig& config) : path_(config.dir + "/" + config.name) {}

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string checkpoints() const { return file("checkpoints"); }

  /// Creates the folder. Unless this run resumes it, a previous run is kept as <name>.old, replacing
  /// an older one. Returns the path it was moved to, or an empty string. Throws Error(disk), also if
  /// what would be moved or replaced is not a run.
  std::string prepare(bool resume) const;
  /// Throws Error(disk) if fewer than `bytes` are free.
  void need_space(std::size_t bytes) const;

  void write_bad_files(const std::vector<BadFile>& bad) const;
  void write_environment(const DeviceInfo& device, const std::string& config_path) const;
  /// Rewrites metrics.csv, metrics.jsonl and the TensorBoard events with these rows.
  void write_metrics(const std::vector<EpochRow>& rows) const;
  void append_metrics(const EpochRow& row) const;

 private:
  std::string path_;
};

}  // namespace canopy
