#include "evaluate/event_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/cells.h"
#include "base/counted.h"

namespace canopy {
namespace {

using Json = nlohmann::ordered_json;

/// "0.981 (0.953 to 1.000)"
std::string with_interval(const EventMetric& metric) {
  if (std::isnan(metric.value)) return "-";
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", metric.value, metric.interval.low,
                     metric.interval.high);
}

std::string signed_with_interval(const EventMetric& metric) {
  if (std::isnan(metric.value)) return "-";
  return fmt::format("{:+.3f} ({:+.3f} to {:+.3f})", metric.value, metric.interval.low,
                     metric.interval.high);
}

/// Pads to `width` bytes.
std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string count_line(const std::string& name, std::size_t width, const EventCounts& c) {
  return fmt::format("{}  {:6}  {:6}  {:7}  {:7}\n", padded(name, width), c.truth, c.found,
                     c.matched_overlap, c.matched_onset);
}

std::string metric_lines(const std::string& rule, const EventMetrics& metrics) {
  return fmt::format("{}\n  precision  {}\n  recall     {}\n  F1         {}\n", rule,
                     with_interval(metrics.precision), with_interval(metrics.recall),
                     with_interval(metrics.f1));
}

Json json_of(double value) {
  return std::isnan(value) ? Json() : Json(value);
}

Json json_of(const EventMetric& metric) {
  return {{"value", json_of(metric.value)},
          {"low", json_of(metric.interval.low)},
          {"high", json_of(metric.interval.high)}};
}

Json json_of(const EventMetrics& metrics, std::int64_t matched) {
  return {{"matched", matched},
          {"precision", json_of(metrics.precision.value)},
          {"recall", json_of(metrics.recall.value)},
          {"f1", json_of(metrics.f1.value)},
          {"interval",
           {{"precision", json_of(metrics.precision)},
            {"recall", json_of(metrics.recall)},
            {"f1", json_of(metrics.f1)}}}};
}

Json json_of(const EventCounts& counts) {
  return {{"true", counts.truth},
          {"found", counts.found},
          {"matched_overlap", counts.matched_overlap},
          {"matched_onset", counts.matched_onset}};
}

}  // namespace

std::string event_text(const EventScores& scores, const EventScoring& scoring) {
  std::size_t width = std::string("recording").size();
  for (const RecordingEvents& r : scores.recordings) width = std::max(width, r.recording.size());
  std::string text = padded("recording", width) + "    true   found  overlap    onset\n";
  for (const RecordingEvents& r : scores.recordings)
    text += count_line(r.recording, width, r.counts);
  text += count_line("all", width, scores.counts);
  if (scores.labels.size() > 1)
    for (const auto& [label, counts] : scores.labels)
      text += count_line("  " + (label.empty() ? "(no label)" : label), width, counts);
  text +=
      "\n" + metric_lines(fmt::format("matched by overlap (intersection over union at least {:g})",
                                      scoring.iou),
                          scores.overlap);
  text += metric_lines(
      fmt::format("matched by onset (start times at most {:g} s apart)", scoring.collar_s),
      scores.onset);
  text += fmt::format(
      "number of events per recording\n"
      "  fraction exact       {}\n"
      "  mean absolute error  {}\n"
      "  bias (found - true)  {}\n",
      with_interval(scores.exact_share), with_interval(scores.mean_absolute_error),
      signed_with_interval(scores.bias));
  return text + fmt::format("in parentheses: 95 % confidence intervals, by bootstrap over {}\n",
                            counted(scores.recordings.size(), "recording"));
}

std::string event_csv(const EventScores& scores) {
  std::string text = "recording,true,found,matched_overlap,matched_onset\n";
  for (const RecordingEvents& r : scores.recordings)
    text += fmt::format("{},{},{},{},{}\n", text_cell(r.recording), r.counts.truth, r.counts.found,
                        r.counts.matched_overlap, r.counts.matched_onset);
  return text;
}

std::string event_json(const EventScores& scores, const EventScoring& scoring) {
  Json overlap = json_of(scores.overlap, scores.counts.matched_overlap);
  overlap["iou"] = scoring.iou;
  Json onset = json_of(scores.onset, scores.counts.matched_onset);
  onset["collar_s"] = scoring.collar_s;
  Json labels = Json::object(), recordings = Json::array();
  for (const auto& [label, counts] : scores.labels) labels[label] = json_of(counts);
  for (const RecordingEvents& r : scores.recordings) {
    Json line = {{"recording", r.recording}};
    line.update(json_of(r.counts));
    recordings.push_back(std::move(line));
  }
  const Json json = {{"recordings", scores.recordings.size()},
                     {"true", scores.counts.truth},
                     {"found", scores.counts.found},
                     {"overlap", std::move(overlap)},
                     {"onset", std::move(onset)},
                     {"count",
                      {{"exact_share", json_of(scores.exact_share.value)},
                       {"mean_absolute_error", json_of(scores.mean_absolute_error.value)},
                       {"bias", json_of(scores.bias.value)},
                       {"interval",
                        {{"exact_share", json_of(scores.exact_share)},
                         {"mean_absolute_error", json_of(scores.mean_absolute_error)},
                         {"bias", json_of(scores.bias)}}}}},
                     {"labels", std::move(labels)},
                     {"per_recording", std::move(recordings)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace canopy
