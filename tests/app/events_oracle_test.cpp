// Compares event scores with those of sed_eval, and reads Raven and Audacity files with crowsetta,
// in tests/oracle/check_events.py. Skipped unless CANOPY_ORACLE_PYTHON names a Python that has
// these packages.
#include <cstdlib>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "scan/outputs.h"
#include "support/places.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace canopy;

TEST_CASE(
    "event scores equal those of sed_eval, and crowsetta reads the Raven and Audacity files") {
  const char* python = std::getenv("CANOPY_ORACLE_PYTHON");
  if (!python) SKIP("CANOPY_ORACLE_PYTHON is not set");
  if (test::run_program({python, "-c", "import sed_eval, crowsetta"}).code != 0)
    SKIP("CANOPY_ORACLE_PYTHON has no sed_eval and crowsetta");
  const test::TemporaryFolder folder("events-oracle");
  ScanReport report;
  report.counted = {"owl", "tawny frogmouth"};
  report.high_hz = 8000;
  for (const char* name : {"a b.wav", "c.flac", "quiet.wav"}) {
    RecordingResult result;
    result.name = result.path = name;
    result.seconds = 60;
    if (name[0] != 'q')
      result.detections = {
          {1.25, 3.5, "owl", 0.875}, {3.5, 6, "tawny frogmouth", 1}, {50.001, 59.999, "owl", 0.5}};
    report.recordings.push_back(result);
  }
  write_outputs(folder.path(), report, scan_output_names());
  const test::ProgramRun run =
      test::run_program({python, test::source_file("tests/oracle/check_events.py"),
                         test::program("trainer"), folder.path()});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
}
