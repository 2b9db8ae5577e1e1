// `trainer --config FILE`: trains, evaluates, scans and writes the report.
#include "app/commands.h"
#include "base/error.h"
#include "run/folds.h"

namespace canopy {

void add_train(CLI::App& app, Action& action) {
  struct Options {
    ConfigOptions config;
    bool resume = false;
    int folds = 0;
    DeviceOptions device;
  };
  const auto options = std::make_shared<Options>();
  options->config.add_to(app);
  app.add_flag("--resume", options->resume, "continue from the newest checkpoint of the run");
  app.add_option("--folds", options->folds,
                 "cross-validation with this number of folds: each source is tested once")
      ->check(CLI::Range(2, 1000));
  options->device.add_to(app);
  app.final_callback([&app, &action, options] {
    if (!app.get_subcommands().empty()) {
      // `trainer --device cpu scan ...` would silently scan on another device.
      for (const CLI::Option* option : app.get_options())
        if (option->count() > 0)
          throw CLI::ParseError(option->get_name() + " must come after the subcommand " +
                                    app.get_subcommands().front()->get_name(),
                                exit_code(ErrorKind::usage));
      return;
    }
    if (options->config.path.empty()) {
      if (app.count_all() > 1)
        throw CLI::ParseError("--config FILE is required", exit_code(ErrorKind::usage));
      return;
    }
    action = [options] {
      RunRequest request;
      request.config_path = options->config.path;
      request.overrides = options->config.overrides();
      request.device = options->device.device;
      request.threads = options->device.threads;
      request.resume = options->resume;
      return options->folds > 0 ? run_folds(request, options->folds) : run_job(request);
    };
  });
}

}  // namespace canopy
