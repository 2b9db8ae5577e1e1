// Event files, read back according to the definition of the format.
#include "report/tensorboard.h"

#include <set>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "report/runs.h"
#include "support/event_file.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;

namespace {

std::vector<LoggedEvent> events_of(const std::string& folder) {
  const std::vector<std::string> files = list_event_files(folder);
  REQUIRE(files.size() == 1);
  return read_events(read_file(files.front()));
}

std::vector<std::int64_t> steps(const std::vector<LoggedEvent>& events) {
  std::vector<std::int64_t> out;
  for (const LoggedEvent& event : events) out.push_back(event.step);
  return out;
}

using Steps = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("CRC-32C gives the published values") {
  CHECK(crc32c("123456789") == 0xE3069283u);
  CHECK(crc32c("") == 0);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAu);  // RFC 3720, B.4
  CHECK(crc32c(std::string(32, '\xff')) == 0x62A8AB43u);
}

TEST_CASE("an event file starts with its version and the start of a session") {
  const std::vector<LoggedEvent> events = read_events(event_file_start(1234.5));
  REQUIRE(events.size() == 2);
  CHECK(events[0].file_version == "brain.Event:2");
  CHECK(events[0].wall_time == 1234.5);
  CHECK(events[1].session_start);
  CHECK(events[1].step == 0);
}

TEST_CASE("an epoch is one event with a scalar for each metric") {
  EpochRow row = binary_run().epochs.at(1);
  row.epoch = 300;  // two bytes as a varint
  row.learning_rate = 0.00025;
  const std::vector<LoggedEvent> events = read_events(event_record(row, 1.75e9));
  REQUIRE(events.size() == 1);
  CHECK(events[0].step == 300);
  CHECK(events[0].wall_time == 1.75e9);
  const std::map<std::string, float> want = {
      {"loss/train", static_cast<float>(row.train.loss)},
      {"loss/test", static_cast<float>(row.test.loss)},
      {"accuracy/train", static_cast<float>(row.train.accuracy)},
      {"accuracy/test", static_cast<float>(row.test.accuracy)},
      {"precision/train", static_cast<float>(row.train.precision)},
      {"precision/test", static_cast<float>(row.test.precision)},
      {"recall/train", static_cast<float>(row.train.recall)},
      {"recall/test", static_cast<float>(row.test.recall)},
      {"f1/train", static_cast<float>(row.train.f1)},
      {"f1/test", static_cast<float>(row.test.f1)},
      {"average_precision/train", static_cast<float>(row.train.average_precision)},
      {"average_precision/test", static_cast<float>(row.test.average_precision)},
      {"roc_auc/train", static_cast<float>(row.train.roc_auc)},
      {"roc_auc/test", static_cast<float>(row.test.roc_auc)},
      {"learning_rate", 0.00025f}};
  CHECK(events[0].scalars == want);
}

TEST_CASE("a damaged record has a wrong checksum") {
  std::string record = event_record(binary_run().epochs.at(0), 1);
  record[record.size() / 2] ^= 1;
  CHECK_THROWS(read_events(record));
}

TEST_CASE("a resumed run writes a new file with every epoch once") {
  const TemporaryFolder folder("events");
  const std::vector<EpochRow> rows = binary_run().epochs;
  write_events(folder.path(), {});
  for (const EpochRow& row : rows) append_event(folder.path(), row);
  CHECK(steps(events_of(folder.path())) == Steps{0, 0, 1, 2, 3, 4});

  // the last two epochs were not saved in a checkpoint
  write_file(folder.file("events.out.tfevents.1000000000.elsewhere"), "from an earlier start");
  write_events(folder.path(), {rows[0], rows[1]});
  append_event(folder.path(), rows[2]);
  const std::vector<LoggedEvent> events = events_of(folder.path());
  CHECK(steps(events) == Steps{0, 0, 1, 2, 3});
  CHECK(events[3].wall_time - events[2].wall_time == 25);  // the seconds of the second epoch
}

TEST_CASE("a file that is deleted during the run is created again") {
  const TemporaryFolder folder("events");
  append_event(folder.path(), binary_run().epochs.at(2));
  CHECK(steps(events_of(folder.path())) == Steps{0, 0, 3});
}
