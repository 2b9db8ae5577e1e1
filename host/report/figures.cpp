// What a reader wants first: how good is it?
#include <fmt/format.h>

#include "base/progress.h"
#include "report/calls.h"
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

/// "After 4 epochs of training, the model".
std::string model_text(const ReportData& data) {
  return "After " + count_of(data.epochs.back().epoch, "epoch") + " of training, the model";
}

std::string correct(std::int64_t count) {
  return count_text(count) + (count == 1 ? " is" : " are") + " correct";
}

std::string binary_sentence(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  const std::string name = element("strong", "", escape(data.evaluation.classes.back()));
  std::string out =
      test.tp + test.fn == 0
          ? "No test clip is of class " + name + ", so there is nothing to find."
          : fmt::format("{} finds {} of the {} of {} (recall {}).", model_text(data),
                        count_text(test.tp), count_of(test.tp + test.fn, "test clip"), name,
                        ratio_text(test.recall));
  if (test.tp + test.fp == 0) return out + " It classifies no test clip as " + name + ".";
  return out + fmt::format(" Of the {} that it classifies as {}, {} (precision {}).",
                           count_of(test.tp + test.fp, "test clip"), name, correct(test.tp),
                           ratio_text(test.precision));
}

std::string classes_sentence(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  const std::size_t classes = data.evaluation.classes.size();
  std::int64_t right = 0;
  for (std::size_t k = 0; k < test.confusion.size(); k += classes + 1) right += test.confusion[k];
  return fmt::format("{} classifies {} of {} correctly, choosing among {} classes (accuracy {}).",
                     model_text(data), count_text(right), count_of(test.items, "test clip"),
                     classes, ratio_text(test.accuracy));
}

std::string labels_sentence(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  const std::string all =
      fmt::format("{} finds {} of the {} of {} (recall {}).", model_text(data),
                  count_text(test.tp), count_of(test.tp + test.fn, "label"),
                  count_of(test.items, "test clip"), ratio_text(test.recall));
  if (test.tp + test.fp == 0) return all + " It assigns no label.";
  return all + fmt::format(" Of the {} that it assigns, {} (precision {}).",
                           count_of(test.tp + test.fp, "label"), correct(test.tp),
                           ratio_text(test.precision));
}

std::string lead_sentence(const ReportData& data) {
  if (data.evaluation.metrics.items == 0)
    return "The model was not tested: the split has no test clips.";
  switch (data.evaluation.task) {
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
  std::int64_t found = 0, partial = 0;
  double seconds = 0;
  for (const RecordingResult& recording : data.recordings) {
    for (const std::int64_t n : calls_of(recording, data.counted)) found += n;
    seconds += recording.seconds;
    partial += recording.partial();
  }
  std::string out =
      fmt::format("It counts {} in {}", element("strong", "", count_of(found, "call")),
                  count_of(static_cast<std::int64_t>(data.recordings.size()), "recording"));
  if (seconds > 0) out += " (" + duration_text(seconds) + " of sound)";
  if (partial > 0)
    out += fmt::format("; {} could not be read completely",
                       count_of(partial, "damaged recording"));
  return out + ".";
}

/// ", at a threshold of 0.62"; empty for a categorical model, which has none.
std::string threshold_text(const Evaluation& e) {
  if (!e.class_thresholds.empty()) return ", at the classes' own thresholds";
  return e.task == Task::categorical ? "" : fmt::format(", at a threshold of {:.4g}", e.threshold);
}

std::string weights_sentence(const ReportData& data, bool last_is_best) {
  return fmt::format(" model.safetensors holds {} epoch {}, the last one{}.",
                     data.averaged_weights ? "the moving average of the weights up to"
                                           : "the weights after",
                     data.epochs.back().epoch,
                     last_is_best ? "" : ", not those of the best epoch");
}

/// What the small figures are, and why they may differ from the large ones.
std::string epochs_sentence(const ReportData& data, const EpochRow& best, bool last_is_best) {
  const Evaluation& e = data.evaluation;
  std::string out = fmt::format(" Small: training metrics of the last epoch ({})",
                                data.epochs.back().epoch);
  if (!last_is_best)
    out += fmt::format(", and test metrics of the best epoch ({}), the one with the highest F1 on "
                       "the test clips",
                       best.epoch);
  if (e.task != Task::categorical &&
      (e.threshold != data.epoch_threshold || !e.class_thresholds.empty()))
    out += fmt::format(", at a threshold of {:.4g}", data.epoch_threshold);
  out += ".";
  if (e.temperature != 1) out += " The large loss is that of the calibrated scores.";
  if (last_is_best && data.epochs.size() > 1)
    out += " The last epoch is also the best: the one with the highest F1 on the test clips.";
  return out;
}

std::string averages_sentence(Task task) {
  switch (task) {
    case Task::binary:
      return "";
    case Task::categorical:
      return " Precision, recall and F1 are averages over the classes, each weighted equally.";
    case Task::multi_label:
      break;
  }
  return " Precision, recall, F1 and accuracy count all pairs of a clip and a class: a clip may "
         "have several classes.";
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
  if (!data.recordings.empty()) out += element("p", "class=\"lead\"", scan_sentence(data)) + "\n";
  return out;
}

std::string figures_section(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  if (data.epochs.empty() || test.items == 0) return "";
  const EpochRow& last = data.epochs.back();
  const EpochRow& best = data.epochs[best_epoch(data)];
  const bool last_is_best = best.epoch == last.epoch;
  std::string cards;
  for (const Figure& figure : figures) {
    std::string more = "training " + figure.text(last.train.*figure.value);
    if (!last_is_best)
      more +=
          fmt::format("<br/>best epoch ({}) {}", best.epoch, figure.text(best.test.*figure.value));
    cards += element("div", "class=\"card\"",
                     element("div", "class=\"what\"", figure.name) +
                         element("div", "class=\"value\"", figure.text(test.*figure.value)) +
                         element("div", "class=\"more\"", more)) +
             "\n";
  }
  const std::string note = "Large: the saved model on " + count_of(test.items, "test clip") +
                           threshold_text(data.evaluation) + "." +
                           weights_sentence(data, last_is_best) +
                           epochs_sentence(data, best, last_is_best) +
                           averages_sentence(data.evaluation.task);
  return element("div", "class=\"cards\"", "\n" + cards) + "\n" +
         element("p", "class=\"note\"", note) + "\n";
}

}  // namespace canopy
