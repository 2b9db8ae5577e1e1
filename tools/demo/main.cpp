// canopy_demo_data: synthesises a small data set with the challenge's layout, so that everything
// from clips to counted calls can be tried without downloading data.
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "demo/data_set.h"

int main(int argc, char** argv) {
  using namespace canopy;
  demo::DataSetOptions options;
  CLI::App app(
      "Synthesises a demo data set: clips of capuchinbird calls and of other sounds, and forest "
      "recordings whose calls are listed in forest_truth.csv.");
  app.option_defaults()->always_capture_default();
  app.add_option("--out", options.out, "output folder; must be new or empty")->required();
  std::int64_t seed = 1;
  app.add_option("--seed", seed, "random seed; the same seed gives the same files")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  app.add_option("--clips", options.clips, "clips per class")->check(CLI::Range(8, 100000));
  app.add_option("--recordings", options.recordings, "number of forest recordings")
      ->check(CLI::Range(0, 10000));
  app.add_option("--seconds", options.seconds, "length of a forest recording, 10 to 3600 s");
  app.add_option("--threads", options.threads, "CPU threads; 0: all available")
      ->check(CLI::Range(0, 1024));
  app.add_flag("--force", options.force, "replace an existing demo data set");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    std::fprintf(stderr, "%s\n", format_error(Error(ErrorKind::usage, error.what())).c_str());
    return exit_code(ErrorKind::usage);
  }

  options.seed = static_cast<std::uint64_t>(seed);
  catch_interrupts();
  ProgressLine line("demo data");
  options.progress = [&](int done, int files) {
    line.update(fmt::format("{} of {} files", done, files));
  };
  try {
    const demo::DataSetSummary made = demo::make_data_set(options);
    line.clear();
    const auto count_of = [](int count, const char* what) {
      return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    };
    std::puts(fmt::format("demo data: {} of {}, {} with {} in {}", count_of(made.clips, "clip"),
                          count_of(made.sources, "source"),
                          count_of(made.recordings, "forest recording"),
                          count_of(made.calls, "call"), options.out)
                  .c_str());
    return 0;
  } catch (const Error& error) {
    line.clear();
    std::fprintf(stderr, "%s\n", format_error(error).c_str());
    return exit_code(error.kind());
  } catch (const demo::Interrupted& interrupted) {
    line.clear();
    std::fprintf(stderr, "demo data: interrupted; nothing was written\n");
    return 128 + interrupted.signal;
  } catch (const std::exception& error) {
    line.clear();
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
