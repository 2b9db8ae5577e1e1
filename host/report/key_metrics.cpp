// The metrics of the saved model, with those of the training and of the best epoch for comparison.
#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

struct Metric {
  const char* name;
  double PartMetrics::*value;
  std::string (*text)(double);
};

constexpr Metric metrics[] = {
    {"Precision", &PartMetrics::precision, ratio_text},
    {"Recall", &PartMetrics::recall, ratio_text},
    {"F1", &PartMetrics::f1, ratio_text},
    {"Accuracy", &PartMetrics::accuracy, ratio_text},
    {"Loss", &PartMetrics::loss, loss_text},
};

/// The last epoch and the best one, which may be the same.
struct Epochs {
  const EpochRow& last;
  const EpochRow& best;
  bool last_is_best() const { return best.epoch == last.epoch; }
};

std::string card(const Metric& metric, const PartMetrics& test, const Epochs& epochs) {
  const auto text = [&](const PartMetrics& part) { return metric.text(part.*metric.value); };
  std::string more = "saved model<br/>training " + text(epochs.last.train);
  if (!epochs.last_is_best())
    more += fmt::format("<br/>best epoch ({}) {}", epochs.best.epoch, text(epochs.best.test));
  return element("div", "class=\"card\"",
                 element("div", "class=\"what\"", metric.name) +
                     element("div", "class=\"value\"", text(test)) +
                     element("div", "class=\"more\"", more));
}

/// ", at a threshold of 0.62"; empty for a categorical model, which has none.
std::string threshold_text(const Evaluation& e) {
  if (!e.class_thresholds.empty()) return ", with a separate threshold for each class";
  return e.task == Task::categorical ? "" : fmt::format(", at a threshold of {:.4g}", e.threshold);
}

/// How the saved model was tested, and which weights it holds.
std::string model_sentences(const ReportData& data, const Epochs& epochs) {
  const Evaluation& e = data.evaluation;
  std::string out = fmt::format(
      "The saved model was tested on {}{}. model.safetensors holds {} the last epoch ({}){}.",
      count_of(e.metrics.items, "test clip"), threshold_text(e),
      data.averaged_weights ? "the moving average of the weights up to" : "the weights after",
      epochs.last.epoch, epochs.last_is_best() ? "" : ", not those of the best epoch");
  if (e.temperature != 1) out += " Its loss is computed from the calibrated scores.";
  return out;
}

/// Which epoch is the best, and how epochs are measured.
std::string epoch_sentences(const ReportData& data, const Epochs& epochs) {
  const Evaluation& e = data.evaluation;
  std::string out;
  if (!epochs.last_is_best())
    out =
        fmt::format(" The best epoch ({}) is {}; its metrics, too, are measured on the test clips.",
                    epochs.best.epoch, best_epoch_text);
  else if (data.epochs.size() > 1)
    out = fmt::format(" The last epoch is also the best: {}.", best_epoch_text);
  if (e.task != Task::categorical &&
      (e.threshold != data.epoch_threshold || !e.class_thresholds.empty()))
    out +=
        fmt::format(" The metrics of epochs are for a threshold of {:.4g}.", data.epoch_threshold);
  return out +
         " Training metrics are those of the last epoch, measured while the weights still change "
         "and with any augmentation applied, so they can be worse than test metrics.";
}

std::string averages_sentence(Task task) {
  switch (task) {
    case Task::binary:
      return "";
    case Task::categorical:
      return " Precision, recall and F1 are averages over the classes, each weighted equally "
             "(macro averages).";
    case Task::multi_label:
      break;
  }
  return " Precision, recall, F1 and accuracy are computed over all pairs of a clip and a class, "
         "since a clip may have several classes (micro averages).";
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

std::string key_metrics_section(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  if (data.epochs.empty() || test.items == 0) return "";
  const Epochs epochs{data.epochs.back(), data.epochs[best_epoch(data)]};
  std::string cards;
  for (const Metric& metric : metrics) cards += card(metric, test, epochs) + "\n";
  return element("div", "class=\"cards\"", "\n" + cards) + "\n" +
         element("p", "class=\"note\"",
                 model_sentences(data, epochs) + epoch_sentences(data, epochs) +
                     averages_sentence(data.evaluation.task)) +
         "\n";
}

}  // namespace canopy
