// The metrics files that a run and its resumption write.
#include "run/run_folder.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "support/event_file.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;

namespace {

EpochRow make_row(int epoch) {
  EpochRow row;
  row.epoch = epoch;
  row.train = summarise(1.0 / epoch, 4, {1, 1, 1, 1}, 2, Task::binary);
  row.test = row.train;
  return row;
}

std::size_t line_count(const std::string& path) {
  const std::string text = read_file(path);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a resumed run lists every epoch once, even if it was trained twice") {
  const TemporaryFolder folder("metrics");
  OutputConfig config;
  config.dir = folder.path();
  config.name = "run";
  const RunFolder run(config);
  run.prepare(false);
  run.write_metrics({});
  for (const int epoch : {1, 2, 3}) run.append_metrics(make_row(epoch));

  // it is resumed from the checkpoint of the second epoch
  run.write_metrics({make_row(1), make_row(2)});
  for (const int epoch : {3, 4}) run.append_metrics(make_row(epoch));
  CHECK(line_count(run.file("metrics.csv")) == 5);
  CHECK(line_count(run.file("metrics.jsonl")) == 4);
  const std::vector<std::string> files = list_event_files(run.path());
  REQUIRE(files.size() == 1);
  std::vector<std::int64_t> steps;
  for (const LoggedEvent& event : read_events(read_file(files.front())))
    if (!event.scalars.empty()) steps.push_back(event.step);
  CHECK(steps == std::vector<std::int64_t>{1, 2, 3, 4});
}
