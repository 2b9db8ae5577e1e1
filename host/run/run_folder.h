// The folder results/<name>/ and the files a run leaves in it.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "ops/backend.h"
#include "evaluate/epoch_row.h"

namespace canopy {

/// The time now, "2026-01-31T09:00:00Z".
std::string utc_now();

class RunFolder {
 public:
  explicit RunFolder(const OutputConfig& config) : path_(config.dir + "/" + config.name) {}

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string checkpoints() const { return file("checkpoints"); }

  /// Makes the folder. A run that is there already is kept as <name>.old (replacing an older one)
  /// unless this one resumes it. Returns what was moved away, or nothing. Throws Error(disk), also
  /// when what would be moved or replaced is no run.
  std::string prepare(bool resume) const;
  /// Throws Error(disk) when fewer than `bytes` are free.
  void need_space(std::size_t bytes) const;

  void write_bad_files(const std::vector<BadFile>& bad) const;
  void write_environment(const DeviceInfo& device, const std::string& config_path) const;
  /// metrics.csv, metrics.jsonl and the TensorBoard events anew, with these rows.
  void write_metrics(const std::vector<EpochRow>& rows) const;
  void append_metrics(const EpochRow& row) const;

 private:
  std::string path_;
};

}  // namespace canopy
