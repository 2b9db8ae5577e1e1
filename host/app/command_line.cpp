#include "app/command_line.h"

#include <cstdio>
#include <new>

#include "app/commands.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/version.h"
#include "devices/devices.h"

namespace canopy {
namespace {

constexpr const char* description =
    "Trains audio classifiers and counts calls with them.\n"
    "  trainer --config FILE                           train, evaluate, scan, write a report\n"
    "  trainer check --config FILE                     check the config and its data first\n"
    "  trainer scan --model RUN FILES...               count calls in recordings\n"
    "  trainer evaluate --model RUN --data ROOT        evaluate a model on labelled clips\n"
    "  trainer evaluate --detections OUT --truth FILE  compare detected calls with true ones\n"
    "RUN is the folder that a training run wrote, such as results/demo.\n";

/// Prints the message on one line, so that a log that is read line by line has all of it.
int usage_error(std::string message) {
  for (char& c : message)
    if (c == '\n') c = ' ';
  const Error error(ErrorKind::usage, message + "; see trainer --help");
  say(format_error(error));
  return exit_code(error.kind());
}

int run_action(const Action& action) {
  try {
    return action();
  } catch (const Error& error) {
    say(format_error(error));
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    const Error error(ErrorKind::device, "out of memory; use a smaller batch size or model");
    say(format_error(error));
    return exit_code(error.kind());
  } catch (const std::exception& error) {
    say(format_error(Error(ErrorKind::unexpected, error.what())));
    return exit_code(ErrorKind::unexpected);
  }
}

}  // namespace

CLI::Option* ConfigOptions::add_to(CLI::App& app) {
  CLI::Option* config =
      app.add_option("--config", path, "JSON config of the run")->type_name("FILE");
  app.add_option("--set", settings,
                 "override a value of the config, for example /train/epochs=8; may be repeated")
      ->type_name("POINTER=VALUE")
      ->allow_extra_args(false);
  return config;
}

std::vector<Override> ConfigOptions::overrides() const {
  std::vector<Override> overrides;
  for (const std::string& setting : settings) overrides.push_back(parse_override(setting));
  return overrides;
}

void DeviceOptions::add_to(CLI::App& app) {
  app.add_option("--device", device, "auto (a GPU if there is one), cpu, cuda or cuda:N")
      ->capture_default_str();
  app.add_option("--threads", threads, "CPU threads; 0: all available")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
}

int DeviceOptions::decoding_threads(const Backend& backend) const {
  return canopy::decoding_threads(backend, threads);
}

std::unique_ptr<Backend> DeviceOptions::open(BackendOptions options) const {
  options.threads = threads;
  return open_device(device, options);
}

int run_command_line(int argc, const char* const* argv) {
  CLI::App app(description, "trainer");
  app.set_version_flag("--version", version());
  app.require_subcommand(0, 1);
  Action action;
  add_train(app, action);
  add_scan(app, action);
  add_evaluate(app, action);
  add_info(app, action);
  add_check(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return app.exit(help_or_version);
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what());
  }
  if (!action) return usage_error("expected --config FILE or a subcommand");
  catch_interrupts();
  return run_action(action);
}

}  // namespace canopy
