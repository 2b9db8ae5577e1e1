#include "app/evaluate_events.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/progress.h"
#include "evaluate/event_report.h"

namespace canopy {
namespace {

std::vector<std::string> labels_of(const EventList& list) {
  std::vector<std::string> labels;
  for (const SoundEvent& event : list.events)
    if (std::find(labels.begin(), labels.end(), event.label) == labels.end())
      labels.push_back(event.label);
  return labels;
}

/// If a label is spelled differently in the two lists, every call is silently a miss and a false
/// alarm.
void warn_of_disjoint_labels(const EventList& truth, const EventList& found) {
  const std::vector<std::string> true_labels = labels_of(truth), found_labels = labels_of(found);
  const bool shared =
      std::any_of(found_labels.begin(), found_labels.end(), [&](const std::string& label) {
        return std::find(true_labels.begin(), true_labels.end(), label) != true_labels.end();
      });
  if (true_labels.empty() || found_labels.empty() || shared) return;
  say(fmt::format(
      "the truth and the detections have no label in common, for example '{}' (truth) and '{}' "
      "(detections); nothing will match",
      true_labels.front(), found_labels.front()));
}

}  // namespace

void EventOptions::add_to(CLI::App& command) {
  const char* group = "Comparison of detected events with true ones";
  command
      .add_option("--detections", detections,
                  "detected events: the folder of a scan, its detections.csv or .json, a Raven "
                  "selection table, an Audacity label track, or a folder of these")
      ->type_name("PATH")
      ->group(group);
  command
      .add_option("--truth", truth,
                  "true events, in any of these formats; a CSV row without times means that the "
                  "recording has no events")
      ->type_name("PATH")
      ->group(group);
  command.add_option("--iou", iou, "minimum intersection over union for a match by overlap")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--collar", collar_s,
                  "maximum difference between start times, in seconds, for a match by onset")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str()
      ->group(group);
  command.add_option("--label", labels, "use only events with this label; may be repeated")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--seed", seed, "random seed of the bootstrap over recordings")
      ->capture_default_str()
      ->group(group);
}

int evaluate_events(const EventOptions& options, const std::string& out, bool json) {
  if (options.detections.empty() || options.truth.empty())
    throw Error(ErrorKind::usage,
                "--detections and --truth must be given together; see trainer evaluate --help");
  const EventList truth = read_events(options.truth), found = read_events(options.detections);
  EventScoring scoring;
  scoring.iou = options.iou;
  scoring.collar_s = options.collar_s;
  scoring.labels = options.labels;
  scoring.bootstrap.seed = options.seed;
  const EventScores scores = score_events(truth, found, scoring);
  for (const std::string& recording : scores.unmatched_recordings)
    say(fmt::format("ignored: detections in {}, which is not in {}", recording, options.truth));
  if (scores.labelled) warn_of_disjoint_labels(truth, found);
  if (!out.empty()) {
    make_folders(out);
    write_file(out + "/event_scores.csv", event_csv(scores));
    write_file(out + "/event_scores.json", event_json(scores, scoring) + "\n");
  }
  const std::string text = json ? event_json(scores, scoring) + "\n" : event_text(scores, scoring);
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace canopy
