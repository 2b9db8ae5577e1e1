// The subcommands. Each adds its options to the command line and, when it is asked for, sets the
// action; a new one is a file here and a line in command_line.cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "ops/backend.h"

namespace canopy {

/// What is to be done once the command line is understood; gives the exit code, throws Error.
using Action = std::function<int()>;

void add_train(CLI::App& app, Action& action);  // the main job: options of `trainer` itself
void add_scan(CLI::App& app, Action& action);
void add_evaluate(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);

/// --device and --threads, which mean the same everywhere.
struct DeviceOptions {
  std::string device = "auto";
  int threads = 0;  // 0: what the machine offers
  /// Threads that decode for this device: its own on a CPU, those asked for or all beside a GPU.
  int decoding_threads(const Backend& backend) const;

  void add_to(CLI::App& app);
  std::unique_ptr<Backend> open(BackendOptions options) const;
};

}  // namespace canopy
