// `trainer --config FILE`: the main job.
#include "app/commands.h"
#include "base/error.h"
#include "run/folds.h"

namespace canopy {

void add_train(CLI::App& app, Action& action) {
  struct Options {
    std::string config;
    std::vector<std::string> settings;
    bool resume = false;
    int folds = 0;
    DeviceOptions device;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("--config", options->config, "the JSON file that describes the run");
  app.add_option("--set", options->settings, "/train/epochs=8 changes one value of the config")
      ->allow_extra_args(false);
  app.add_flag("--resume", options->resume, "go on from the newest checkpoint of the run");
  app.add_option("--folds", options->folds,
                 "cross-validation: trains so many times, each source being the test once")
      ->check(CLI::Range(2, 1000));
  options->device.add_to(app);
  app.final_callback([&app, &action, options] {
    if (!app.get_subcommands().empty()) {
      // `trainer --device cpu scan ...` would silently scan on another device.
      for (const CLI::Option* option : app.get_options())
        if (option->count() > 0)
          throw CLI::ParseError(option->get_name() + " belongs behind " +
                                    app.get_subcommands().front()->get_name() + ", if it takes it",
                                exit_code(ErrorKind::usage));
      return;
    }
    if (options->config.empty()) {
      if (app.count_all() > 1)
        throw CLI::ParseError("--config FILE is required", exit_code(ErrorKind::usage));
      return;
    }
    action = [options] {
      RunRequest request;
      request.config_path = options->config;
      for (const std::string& setting : options->settings)
        request.overrides.push_back(parse_override(setting));
      request.device = options->device.device;
      request.threads = options->device.threads;
      request.resume = options->resume;
      return options->folds > 0 ? run_folds(request, options->folds) : run_job(request);
    };
  });
}

}  // namespace canopy
