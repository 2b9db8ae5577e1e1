#include "app/evaluate_events.h"

#include <algorithm>
#include <cstdio>

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

/// A label that one side spells differently would quietly make every call a miss and a mistake.
void say_strange_labels(const EventList& truth, const EventList& found) {
  const std::vector<std::string> known = labels_of(truth), got = labels_of(found);
  const bool shared = std::any_of(got.begin(), got.end(), [&](const std::string& label) {
    return std::find(known.begin(), known.end(), label) != known.end();
  });
  if (known.empty() || got.empty() || shared) return;
  say("no label is in both: the truth's first is '" + known.front() + "', the detections' '" +
      got.front() + "'");
}

}  // namespace

void EventOptions::add_to(CLI::App& command) {
  const char* group = "Detections against true events";
  command
      .add_option("--detections", detections,
                  "what was found: a scan's folder or detections.csv, a Raven selection table, an "
                  "Audacity label track, or a folder of such")
      ->group(group);
  command
      .add_option("--truth", truth,
                  "what is true, in any of these formats; a row of a CSV file without times is a "
                  "recording without events")
      ->group(group);
  command.add_option("--iou", iou, "events match that share so much of what both cover")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--collar", collar_s, "or, by their starts, that are so far apart, in seconds")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str()
      ->group(group);
  command.add_option("--label", labels, "only events of this label; may be given again")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--seed", seed, "of the bootstrap over recordings")
      ->capture_default_str()
      ->group(group);
}

int evaluate_events(const EventOptions& asked, const std::string& out, bool json) {
  if (asked.detections.empty() || asked.truth.empty())
    throw Error(ErrorKind::usage,
                "--detections and --truth belong together; see trainer evaluate "
                "--help");
  const EventList truth = read_events(asked.truth), found = read_events(asked.detections);
  EventScoring scoring;
  scoring.iou = asked.iou;
  scoring.collar_s = asked.collar_s;
  scoring.labels = asked.labels;
  scoring.bootstrap.seed = asked.seed;
  const EventScores scores = score_events(truth, found, scoring);
  for (const std::string& recording : scores.unmatched_recordings)
    say("left out: detections of " + recording + ", which is not in " + asked.truth);
  if (scores.labelled) say_strange_labels(truth, found);
  if (!out.empty()) {
    make_folders(out);
    write_file(out + "/event_scores.csv", event_csv(scores));
    write_file(out + "/event_scores.json", event_json(scores, scoring) + "\n");
  }
  std::printf("%s", json ? (event_json(scores, scoring) + "\n").c_str()
                         : event_text(scores, scoring).c_str());
  return 0;
}

}  // namespace canopy
