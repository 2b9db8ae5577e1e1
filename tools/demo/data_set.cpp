#include "demo/data_set.h"

#include <atomic>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "base/parallel.h"
#include "demo/clip.h"
#include "demo/output_folder.h"
#include "demo/recording.h"
#include "demo/sound_file.h"

namespace canopy::demo {
namespace {

/// Makes one file. Its random numbers depend only on the seed and the file's name.
using Job = std::function<void()>;

struct Plan {
  std::vector<Job> jobs;
  std::vector<std::string> recordings;       // file names
  std::vector<std::vector<Interval>> truth;  // calls per recording, set by its job
};

/// Distributes the clips among the sources: one each, then at random, so that sources have
/// different numbers of clips.
void plan_clips(Plan& plan, const OutputFolder& folder, bool positive,
                const std::vector<Source>& sources, const DataSetOptions& options) {
  const std::string class_folder = positive ? positive_folder : negative_folder;
  std::vector<int> clips_made(sources.size());
  Random deal(options.seed, "deal/" + class_folder);
  for (int i = 0; i < options.clips; ++i) {
    const auto count = static_cast<int>(sources.size());
    const auto s = static_cast<std::size_t>(i < count ? i : deal.below(count));
    const std::string name =
        fmt::format("{}/{}-{}.wav", class_folder, sources[s].name, clips_made[s]++);
    plan.jobs.push_back(
        [&source = sources[s], name, path = folder.path(name), seed = options.seed] {
          Random random(seed, name);
          write_scene(path, make_clip(source, random), FileFormat::wav);
        });
  }
}

void plan_recordings(Plan& plan, const OutputFolder& folder, const DataSetOptions& options) {
  const std::vector<int> counts =
      draw_call_counts(options.recordings, options.seconds, options.seed);
  plan.truth.resize(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::string name = fmt::format("recording_{:02}.flac", i);
    plan.recordings.push_back(name);
    const std::string path = folder.path(fmt::format("{}/{}", recordings_folder, name));
    plan.jobs.push_back([&plan, i, path, calls = counts[i], seconds = options.seconds,
                         random = Random(options.seed, name)]() mutable {
      Recording recording = make_recording(calls, seconds, random);
      write_scene(path, recording.scene, FileFormat::flac);
      plan.truth[i] = std::move(recording.calls);
    });
  }
}

/// Runs the jobs on several threads, in reverse order, because the longest ones come last.
void run_jobs(const std::vector<Job>& jobs, const DataSetOptions& options) {
  const auto count = static_cast<int>(jobs.size());
  std::atomic<int> next{0};
  std::mutex lock;
  int done = 0;
  over_threads(options.threads > 0 ? options.threads : usable_threads(), [&](auto, auto) {
    for (int i; (i = next++) < count && interrupt_signal() == 0;) {
      try {
        jobs[static_cast<std::size_t>(count - 1 - i)]();
      } catch (...) {
        next = count;  // stops the other threads
        throw;
      }
      const std::lock_guard<std::mutex> guard(lock);
      ++done;
      if (options.progress) options.progress(done, count);
    }
  });
  if (interrupt_signal() != 0) throw Interrupted{interrupt_signal()};
}

/// One line per call; a recording without calls has one line without times.
std::string truth_text(const Plan& plan) {
  std::string text = "recording,start_s,end_s\n";
  for (std::size_t i = 0; i < plan.recordings.size(); ++i) {
    if (plan.truth[i].empty()) text += plan.recordings[i] + ",,\n";
    for (const Interval& call : plan.truth[i])
      text += fmt::format("{},{:.2f},{:.2f}\n", plan.recordings[i], call.start_s, call.end_s);
  }
  return text;
}

std::string description(const DataSetOptions& options) {
  return fmt::format(
      "{{ \"made_by\": \"canopy_demo_data\", \"seed\": {}, \"clips\": {}, \"recordings\": {}, "
      "\"seconds\": {:g} }}\n",
      options.seed, options.clips, options.recordings, options.seconds);
}

}  // namespace

DataSetSummary make_data_set(const DataSetOptions& options) {
  if (!(options.seconds >= 10 && options.seconds <= 3600))  // also false for NaN
    throw Error(ErrorKind::usage, "--seconds: must be between 10 and 3600");
  OutputFolder folder(options.out, options.force);
  const int sources = std::max(4, options.clips / 4);
  const std::vector<Source> birds = draw_sources(true, sources, options.seed);
  const std::vector<Source> others = draw_sources(false, sources, options.seed);
  Plan plan;
  plan_clips(plan, folder, true, birds, options);
  plan_clips(plan, folder, false, others, options);
  plan_recordings(plan, folder, options);
  run_jobs(plan.jobs, options);
  write_file(folder.path(truth_file), truth_text(plan));
  folder.publish(description(options));

  DataSetSummary summary{2 * options.clips, 2 * sources, options.recordings, 0};
  for (const auto& calls : plan.truth) summary.calls += static_cast<int>(calls.size());
  return summary;
}

}  // namespace canopy::demo
