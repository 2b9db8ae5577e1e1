#include "app/command_line.h"

#include <cstdio>
#include <new>

#include "app/commands.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/machine.h"
#include "base/progress.h"
#include "base/version.h"
#include "devices/devices.h"

namespace canopy {
namespace {

constexpr const char* description =
    "Trains audio classifiers and counts calls with them.\n"
    "  trainer --config FILE                     train, evaluate, scan, report\n"
    "  trainer scan --model RUN FILES...         count calls in recordings\n"
    "  trainer evaluate --model RUN --data ROOT  measure a trained model on labelled clips\n"
    "  trainer evaluate --detections OUT --truth FILE  measure the calls that were found";

/// One line, so that a script that logs it and a person both see the whole of it.
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
    const Error error(ErrorKind::device, "out of memory; use a smaller batch or model");
    say(format_error(error));
    return exit_code(error.kind());
  } catch (const std::exception& error) {
    say(format_error(Error(ErrorKind::unexpected, error.what())));
    return exit_code(ErrorKind::unexpected);
  }
}

}  // namespace

void DeviceOptions::add_to(CLI::App& app) {
  app.add_option("--device", device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  app.add_option("--threads", threads, "CPU threads; 0: what the machine offers")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
}

int DeviceOptions::decoding_threads(const Backend& backend) const {
  const int own = backend.info().threads;
  return own > 0 ? own : threads > 0 ? threads : usable_threads();
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
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what());
  }
  if (!action) return usage_error("--config FILE is required, or one of the subcommands");
  catch_interrupts();
  return run_action(action);
}

}  // namespace canopy
