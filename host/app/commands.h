// The subcommands. Each adds its options to the command line and sets the action if it was chosen.
// To add one: app/<name>.cpp, its declaration here, and its line in command_line.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "config/reader.h"
#include "ops/backend.h"

namespace canopy {

/// What to do once the command line has been parsed. Returns the exit code; throws Error.
using Action = std::function<int()>;

void add_train(CLI::App& app, Action& action);  // the options of `trainer` without a subcommand
void add_scan(CLI::App& app, Action& action);
void add_evaluate(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);

/// --config and --set.
struct ConfigOptions {
  std::string path;
  std::vector<std::string> settings;  // "/train/epochs=8"

  /// Returns the option --config.
  CLI::Option* add_to(CLI::App& app);
  /// The parsed settings. Throws Error(usage).
  std::vector<Override> overrides() const;
};

/// --device and --threads, which mean the same for every subcommand.
struct DeviceOptions {
  std::string device = "auto";
  int threads = 0;  // 0: all that are available

  void add_to(CLI::App& app);
  /// Number of decoding threads: those of the CPU backend; on a GPU `threads`, or all available.
  int decoding_threads(const Backend& backend) const;
  std::unique_ptr<Backend> open(BackendOptions options) const;
};

}  // namespace canopy
