// canopy_bench: times parts of the engine and prints one row per phase.
//   step   a training step on synthetic features that are already on the device
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/choices.h"
#include "base/error.h"
#include "base/files.h"
#include "base/names.h"
#include "bench/measure.h"
#include "bench/models.h"
#include "bench/step.h"
#include "devices/devices.h"

int main(int argc, char** argv) {
  using namespace canopy;
  CLI::App app("Times parts of Canopy and prints one row per phase.");
  app.require_subcommand(1);
  bench::StepOptions options;
  std::string device = "auto", precision = "auto", json;
  int threads = 0;
  CLI::App* step = app.add_subcommand("step", "time a training step on synthetic features");
  step->add_option("--model", options.model, "network to train: seed or compact")->required();
  step->option_defaults()->always_capture_default();
  step->add_option("--batch", options.batch, "batch size");
  step->add_option("--clip-samples", options.clip_samples, "samples per clip, at 16 kHz");
  step->add_option("--warmup", options.warmup, "steps before timing starts");
  step->add_option("--iters", options.iterations, "steps to time");
  step->add_flag("--unfused", options.unfused,
                 "do not update the dense layer's weights during backward");
  step->add_option("--device", device, "device: auto, cpu, cuda or cuda:N");
  step->add_option("--precision", precision, "precision of the products, as train.precision")
      ->check(CLI::IsMember(names(precision_name)));
  step->add_option("--threads", threads, "CPU threads; 0: all available");
  step->add_option("--json", json, "also write the rows to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    BackendOptions backend_options;
    backend_options.threads = threads;
    backend_options.precision = value_named(precision_name, precision).value();
    const std::unique_ptr<Backend> backend = open_device(device, backend_options);
    const std::vector<bench::Row> rows = bench::time_step(*backend, options);
    for (const bench::Row& row : rows)
      std::printf("%-40s %10.2f ms  [%.2f .. %.2f]\n", row.name.c_str(), row.value, row.lo, row.hi);
    if (!json.empty()) write_file(json, bench::to_json(backend->info(), rows));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", format_error(error).c_str());
    return exit_code(error.kind());
  }
  return 0;
}
