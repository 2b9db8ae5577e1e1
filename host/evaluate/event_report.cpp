#include "evaluate/event_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "base/cells.h"

namespace canopy {
namespace {

using Json = nlohmann::ordered_json;

std::string formatted(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string short_number(double value) {
  return formatted("%g", value);
}

/// "0.981 (0.953 to 1.000)"
std::string with_interval(const EventFigure& figure, const char* format = "%.3f") {
  if (std::isnan(figure.value)) return "-";
  return formatted(format, figure.value) + " (" + formatted(format, figure.interval.low) + " to " +
         formatted(format, figure.interval.high) + ")";
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string count_line(const std::string& name, std::size_t width, const EventCounts& c) {
  char text[128];
  std::snprintf(text, sizeof text, "  %6lld  %6lld  %7lld  %7lld\n",
                static_cast<long long>(c.truth), static_cast<long long>(c.found),
                static_cast<long long>(c.by_overlap), static_cast<long long>(c.by_onset));
  return padded(name, width) + text;
}

std::string figure_lines(const std::string& rule, const EventFigures& figures) {
  return rule + "\n  precision  " + with_interval(figures.precision) + "\n  recall     " +
         with_interval(figures.recall) + "\n  F1         " + with_interval(figures.f1) + "\n";
}

Json json_of(double value) {
  return std::isnan(value) ? Json() : Json(value);
}

Json json_of(const EventFigure& figure) {
  return {{"value", json_of(figure.value)},
          {"low", json_of(figure.interval.low)},
          {"high", json_of(figure.interval.high)}};
}

Json json_of(const EventFigures& figures, std::int64_t matched) {
  return {{"matched", matched},
          {"precision", json_of(figures.precision.value)},
          {"recall", json_of(figures.recall.value)},
          {"f1", json_of(figures.f1.value)},
          {"interval",
           {{"precision", json_of(figures.precision)},
            {"recall", json_of(figures.recall)},
            {"f1", json_of(figures.f1)}}}};
}

Json json_of(const EventCounts& counts) {
  return {{"true", counts.truth},
          {"found", counts.found},
          {"matched_overlap", counts.by_overlap},
          {"matched_onset", counts.by_onset}};
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
  text += "\n" +
          figure_lines(
              "matched by overlap, at least " + short_number(scoring.iou) + " of what both cover",
              scores.overlap) +
          figure_lines("matched by onset, at most " + short_number(scoring.collar_s) + " s apart",
                       scores.onset);
  text += "count of a recording\n  exact share          " + with_interval(scores.exact_share) +
          "\n  mean absolute error  " + with_interval(scores.mean_absolute_error) +
          "\n  bias (found - true)  " + with_interval(scores.bias, "%+.3f") + "\n";
  return text + "in brackets: 95 % intervals, by bootstrap over " +
         std::to_string(scores.recordings.size()) + " recordings\n";
}

std::string event_csv(const EventScores& scores) {
  std::string text = "recording,true,found,matched_overlap,matched_onset\n";
  for (const RecordingEvents& r : scores.recordings)
    text += text_cell(r.recording) + "," + std::to_string(r.counts.truth) + "," +
            std::to_string(r.counts.found) + "," + std::to_string(r.counts.by_overlap) + "," +
            std::to_string(r.counts.by_onset) + "\n";
  return text;
}

std::string event_json(const EventScores& scores, const EventScoring& scoring) {
  Json overlap = json_of(scores.overlap, scores.counts.by_overlap);
  overlap["iou"] = scoring.iou;
  Json onset = json_of(scores.onset, scores.counts.by_onset);
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
