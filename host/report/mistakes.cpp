// What the saved model gets wrong: by source recording, and the worst clips.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

bool all_correct(const SourceResult& s) {
  return s.tp == s.positives && s.fp == 0;
}

std::string source_row(const SourceResult& s, Task task) {
  std::string cells = row_head(escape(s.group)) + number_cell(count_text(s.clips));
  cells += number_cell(
      s.positives > 0 ? fmt::format("{} of {}", count_text(s.tp), count_text(s.positives)) : "–");
  if (task == Task::binary) cells += number_cell(s.positives < s.clips ? count_text(s.fp) : "–");
  if (task == Task::multi_label) cells += number_cell(count_text(s.fp));
  cells += number_cell(std::isnan(s.mean_score) ? "–" : ratio_text(s.mean_score));
  return element("tr", all_correct(s) ? "" : "class=\"mark\"", cells) + "\n";
}

std::string source_head(Task task) {
  std::string head =
      element("th", "scope=\"col\" class=\"name\"", "source recording") + number_head("test clips");
  switch (task) {
    case Task::binary:
      head += number_head("found") + number_head("false positives");
      break;
    case Task::categorical:
      head += number_head("correct");
      break;
    case Task::multi_label:
      head += number_head("labels found") + number_head("false positives");
      break;
  }
  return element("thead", "", element("tr", "", head + number_head("mean score")));
}

std::string source_score_sentence(const Evaluation& e) {
  switch (e.task) {
    case Task::binary:
      return fmt::format("The score is the probability of {}.", escape(e.classes.back()));
    case Task::categorical:
      return "The score is the probability of the clip's true class.";
    case Task::multi_label:
      break;
  }
  return "The score is the probability of each class that a clip has.";
}

std::string mistake_score_sentence(const Evaluation& e) {
  switch (e.task) {
    case Task::binary:
      return fmt::format("The score is the probability of {}.", escape(e.classes.back()));
    case Task::categorical:
      return "The score is the probability of the predicted class.";
    case Task::multi_label:
      break;
  }
  return "The score is the probability of the class with the most confident error.";
}

}  // namespace

std::string sources_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.sources.empty()) return "";
  const auto correct = std::count_if(e.sources.begin(), e.sources.end(), all_correct);
  const auto sources = static_cast<std::int64_t>(e.sources.size());
  std::string rows;
  for (const SourceResult& s : e.sources) rows += source_row(s, e.task);
  std::string text =
      fmt::format("{} of {}{} classified without mistakes.", count_text(correct),
                  count_of(sources, "source recording"), correct == 1 ? " is" : " are");
  if (correct < sources)
    text += " Recordings with mistakes are highlighted; those with the most come first.";
  return element("p", "", text + " " + source_score_sentence(e)) + "\n" +
         table_box("Results by source recording", source_head(e.task) + element("tbody", "", rows),
                   e.sources.size() > tall_from);
}

std::string mistakes_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.metrics.items == 0) return "";
  if (e.mistakes.empty()) return "<p>None: every test clip is classified correctly.</p>\n";
  std::string rows;
  for (const Mistake& m : e.mistakes)
    rows += element("tr", "",
                    row_head(escape(m.name)) +
                        element("td", "", escape(label_words(e.task, e.classes, m.label))) +
                        element("td", "", escape(label_words(e.task, e.classes, m.predicted))) +
                        number_cell(ratio_text(m.score))) +
            "\n";
  const bool several = e.task == Task::multi_label;
  const std::string head = element("th", "scope=\"col\" class=\"name\"", "clip") +
                           column_head(several ? "true classes" : "true class") +
                           column_head(several ? "predicted classes" : "predicted class") +
                           number_head("score");
  return element("p", "class=\"note\"",
                 fmt::format("The misclassified test clips with the highest loss (at most {}), "
                             "worst first. {} Listen to these clips: either the model or the "
                             "label is wrong.",
                             max_mistakes, mistake_score_sentence(e))) +
         "\n" +
         table_box("Worst mistakes",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows));
}

}  // namespace canopy
