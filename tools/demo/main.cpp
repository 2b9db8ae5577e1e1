// canopy_demo_data: makes a small data set with the challenge's layout out of a seed, so that the
// whole way from clips to counted calls can be tried without downloading anything.
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "demo/data_set.h"

int main(int argc, char** argv) {
  using namespace canopy;
  demo::DataSetOptions options;
  CLI::App app(
      "Makes demo data: clips of capuchinbird calls and of other sounds, and forest "
      "recordings with forest_truth.csv");
  app.option_defaults()->always_capture_default();
  app.add_option("--out", options.out, "folder to write, empty or new")->required();
  std::int64_t seed = 1;
  app.add_option("--seed", seed, "the same seed gives the same files")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  app.add_option("--clips", options.clips, "clips a class")->check(CLI::Range(8, 100000));
  app.add_option("--recordings", options.recordings, "forest recordings")
      ->check(CLI::Range(0, 10000));
  app.add_option("--seconds", options.seconds, "length of a forest recording, 10 to 3600");
  app.add_option("--threads", options.threads, "0: what the machine offers")
      ->check(CLI::Range(0, 1024));
  app.add_flag("--force", options.force, "replace the demo data that the folder holds");
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
    line.update(std::to_string(done) + " of " + std::to_string(files) + " files");
  };
  try {
    const demo::DataSetSummary made = demo::make_data_set(options);
    line.clear();
    std::printf("demo data: %d clips of %d sources, %d forest recordings with %d calls in %s\n",
                made.clips, made.sources, made.recordings, made.calls, options.out.c_str());
    return 0;
  } catch (const Error& error) {
    line.clear();
    std::fprintf(stderr, "%s\n", format_error(error).c_str());
    return exit_code(error.kind());
  } catch (const demo::Interrupted& interrupted) {
    line.clear();
    std::fprintf(stderr, "demo data: interrupted, nothing written\n");
    return 128 + interrupted.signal;
  } catch (const std::exception& error) {
    line.clear();
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
