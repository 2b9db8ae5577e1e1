// What a reader wants first: how good is it?
#include <algorithm>

#include "base/progress.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

struct Figure {
  const char* name;
  double PartMetrics::*value;
  std::string (*text)(double);
};

constexpr Figure figures[] = {
    {"Precision", &PartMetrics::precision, ratio_text},
    {"Recall", &PartMetrics::recall, ratio_text},
    {"F1", &PartMetrics::f1, ratio_text},
    {"Accuracy", &PartMetrics::accuracy, ratio_text},
    {"Loss", &PartMetrics::loss, loss_text},
};

std::string epochs_text(const ReportData& data) {
  return "After " + count_of(data.epochs.back().epoch, "epoch");
}

/// "it finds 62 of the 65 test clips of capuchin (recall 0.954)", and the same for precision.
std::string binary_sentence(const ReportData& data) {
  const PartMetrics& test = data.epochs.back().test;
  const std::string name = element("strong", "", escape(data.classes.back()));
  std::string out = epochs_text(data);
  if (test.tp + test.fn == 0)
    out += " there is nothing to find: no test clip is " + name + ".";
  else
    out += " the network finds " + count_text(test.tp) + " of the " +
           count_of(test.tp + test.fn, "test clip") + " of " + name + " (recall " +
           ratio_text(test.recall) + ").";
  if (test.tp + test.fp == 0) return out + " It takes no test clip for " + name + ".";
  return out + " Of the " + count_of(test.tp + test.fp, "test clip") + " it takes for " + name +
         ", " + count_text(test.tp) + (test.tp == 1 ? " is" : " are") + " right (precision " +
         ratio_text(test.precision) + ").";
}

std::string classes_sentence(const ReportData& data) {
  const PartMetrics& test = data.epochs.back().test;
  std::int64_t right = 0;
  for (std::size_t k = 0; k < test.confusion.size(); k += data.classes.size() + 1)
    right += test.confusion[k];
  return epochs_text(data) + " the network names " + count_text(right) + " of " +
         count_of(test.items, "test clip") + " correctly, choosing among " +
         std::to_string(data.classes.size()) + " classes (accuracy " + ratio_text(test.accuracy) +
         ").";
}

/// "it finds 62 of the 65 labels that 60 test clips have (recall 0.954)", and for precision.
std::string labels_sentence(const ReportData& data) {
  const PartMetrics& test = data.epochs.back().test;
  const std::string all = epochs_text(data) + " the network finds " + count_text(test.tp) +
                          " of the " + count_of(test.tp + test.fn, "label") + " that " +
                          count_of(test.items, "test clip") + " have (recall " +
                          ratio_text(test.recall) + "). ";
  if (test.tp + test.fp == 0) return all + "It gives none.";
  return all + "Of the " + count_of(test.tp + test.fp, "label") + " it gives, " +
         count_text(test.tp) + (test.tp == 1 ? " is" : " are") + " right (precision " +
         ratio_text(test.precision) + ").";
}

std::string lead_sentence(const ReportData& data) {
  switch (data.task) {
    case Task::binary:
      return binary_sentence(data);
    case Task::categorical:
      return classes_sentence(data);
    case Task::multi_label:
      break;
  }
  return labels_sentence(data);
}

std::string scan_sentence(const ReportData& data) {
  std::int64_t calls = 0;
  double seconds = 0;
  for (const RecordingCount& count : data.counts) {
    for (const std::int64_t n : count.calls) calls += n;
    seconds += count.seconds;
  }
  return "It counts " + element("strong", "", count_of(calls, "call")) + " in " +
         count_of(static_cast<std::int64_t>(data.counts.size()), "recording") +
         (seconds > 0 ? " (" + duration_text(seconds) + " of sound)." : ".");
}

}  // namespace

std::size_t best_epoch(const ReportData& data) {
  const auto better = [](const EpochRow& a, const EpochRow& b) {
    return a.test.f1 != b.test.f1 ? a.test.f1 > b.test.f1 : a.test.loss < b.test.loss;
  };
  std::size_t best = 0;
  for (std::size_t k = 1; k < data.epochs.size(); ++k)
    if (better(data.epochs[k], data.epochs[best])) best = k;
  return best;
}

std::string summary_section(const ReportData& data) {
  if (data.epochs.empty()) return "<p class=\"lead\">No epoch was finished.</p>\n";
  std::string out = element("p", "class=\"lead\"", lead_sentence(data)) + "\n";
  if (!data.counts.empty()) out += element("p", "class=\"lead\"", scan_sentence(data)) + "\n";
  return out;
}

std::string figures_section(const ReportData& data) {
  if (data.epochs.empty()) return "";
  const EpochRow& last = data.epochs.back();
  const EpochRow& best = data.epochs[best_epoch(data)];
  const bool same = best.epoch == last.epoch;
  std::string cards;
  for (const Figure& figure : figures) {
    std::string more = "training " + figure.text(last.train.*figure.value);
    if (!same)
      more += "<br/>best epoch (" + std::to_string(best.epoch) + ") " +
              figure.text(best.test.*figure.value);
    cards += element("div", "class=\"card\"",
                     element("div", "class=\"what\"", figure.name) +
                         element("div", "class=\"value\"", figure.text(last.test.*figure.value)) +
                         element("div", "class=\"more\"", more)) +
             "\n";
  }
  std::string note = "Large: the test of the last epoch (" + std::to_string(last.epoch) + "), " +
                     count_of(last.test.items, "clip") + ". model.safetensors holds the weights " +
                     "of that epoch.";
  if (data.epochs.size() > 1)
    note += same ? " It is also the best: the one with the highest F1 on the test."
                 : " Best: the epoch with the highest F1 on the test.";
  if (data.task == Task::multi_label)
    note +=
        " Precision, recall, F1 and accuracy count all pairs of a clip and a class: a clip may be "
        "of several classes.";
  if (data.task == Task::categorical)
    note += " Precision, recall and F1 are averages over the classes, each counting the same.";
  return element("div", "class=\"cards\"", "\n" + cards) + "\n" +
         element("p", "class=\"note\"", note) + "\n";
}

}  // namespace canopy
