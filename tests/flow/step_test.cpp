// A training step must not allocate memory, wait for the device, or copy from memory that is not
// pinned. Twice as many clips make twice as many steps, so anything that a step does shows as a
// difference.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "config/reader.h"
#include "feed/ingest.h"
#include "model/features.h"
#include "support/emulated_device.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"
#include "train/trainer.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// The device's counters for the last of five epochs; by then every graph has been recorded.
emulated::Controls cost_of_an_epoch(int groups, const std::string& cache,
                                    const std::string& clip_norm, const std::string& augment) {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-step");
  const Config config = read_config_file(
      write_tiny_run(folder.path(), 5, groups),
      {parse_override("/train/cache=" + cache), parse_override("/train/clip_norm=" + clip_norm),
       parse_override("/train/augment=" + augment), parse_override("/train/checkpoints/every=0")});
  const std::unique_ptr<Backend> backend = open_emulated();
  const std::unique_ptr<Stream> stream = backend->make_stream();
  Ingested data = ingest(*backend, *stream, config, list_clips(config.data), 2, 0);
  split_clips(data.survey.set, config.data.split);
  Network network(*backend, config.model, feature_image(config.features),
                  training_options(config, data.survey.set.classes.size(), data.survey.set.task));
  network.initialise(*stream);
  const emulated::Controls start = emulated_controls();
  const std::unique_ptr<BatchSource> source = make_batch_source(*backend, config, data, 2);
  Trainer trainer(*backend, *stream, config, data.survey.set, network, *source,
                  folder.file("checkpoints"), TrainingState());
  std::vector<emulated::Controls> after;
  REQUIRE(trainer.train([&](const EpochRow&) { after.push_back(emulated_controls()); }));
  REQUIRE(after.size() == 5);
  emulated::Controls cost = after[4];
  cost.allocations -= after[3].allocations;
  cost.synchronizations -= after[3].synchronizations;
  cost.pageable_copies -= after[3].pageable_copies;
  cost.launches -= after[3].launches;
  cost.graph_launches -= after[3].graph_launches;
  CHECK(cost.late_plans == start.late_plans);  // smaller batches had been planned in advance
  return cost;
}

}  // namespace

TEST_CASE("a step allocates nothing, never waits and copies only from pinned memory") {
  const std::string cache = GENERATE("features", "waves", "none");
  const std::string clip_norm = cache == "waves" ? "0.5" : "null";  // in one case
  const std::string augment = cache != "features" && GENERATE(false, true)
                                  ? test::full_augmentation()
                                  : std::string("null");
  CAPTURE(cache, augment);
  const emulated::Controls small = cost_of_an_epoch(6, cache, clip_norm, augment);
  const emulated::Controls large = cost_of_an_epoch(12, cache, clip_norm, augment);
  CHECK(small.allocations == 0);
  CHECK(large.allocations == 0);
  CHECK(large.synchronizations == small.synchronizations);
  CHECK(large.pageable_copies == small.pageable_copies);
  // In batches of 5, 24 training clips make 5 steps and 12 test clips 3; twice as many, 10 and 5.
  CHECK(small.graph_launches == 8);
  CHECK(large.graph_launches == 15);
  if (cache != "none") CHECK(large.launches == small.launches);  // all launches are in graphs
}
