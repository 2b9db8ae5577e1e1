// canopy_bench: times the engine's own work, one row a phase.
//   step   one training step on synthetic features that are already on the device
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/files.h"
#include "bench/measure.h"
#include "bench/models.h"
#include "bench/step.h"
#include "devices/devices.h"

int main(int argc, char** argv) {
  using namespace canopy;
  CLI::App app("Times Canopy's own work");
  app.require_subcommand(1);
  bench::StepOptions options;
  std::string device = "auto", json;
  int threads = 0;
  CLI::App* step = app.add_subcommand("step", "one training step");
  step->add_option("--model", options.model, "seed or compact")->required();
  step->add_option("--batch", options.batch, "clips a step");
  step->add_option("--clip-samples", options.clip_samples, "16 kHz samples a clip");
  step->add_option("--warmup", options.warmup, "rounds not counted");
  step->add_option("--iters", options.iterations, "rounds counted");
  step->add_flag("--unfused", options.unfused, "dense backward and update apart");
  step->add_option("--device", device, "auto, cpu, cuda or cuda:N");
  step->add_option("--threads", threads, "CPU threads; 0: what the machine offers");
  step->add_option("--json", json, "write the rows here");
  CLI11_PARSE(app, argc, argv);
  try {
    BackendOptions backend_options;
    backend_options.threads = threads;
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
