#include "report/epoch.h"

#include <cstdio>

#include <nlohmann/json.hpp>

namespace canopy {
namespace {

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

/// The figures of a part, in the order of the columns.
nlohmann::ordered_json figures(const PartMetrics& m) {
  return {{"loss", m.loss},
          {"accuracy", m.accuracy},
          {"precision", m.precision},
          {"recall", m.recall},
          {"f1", m.f1},
          {"average_precision", m.average_precision},
          {"roc_auc", m.roc_auc},
          {"tp", m.tp},
          {"fp", m.fp},
          {"tn", m.tn},
          {"fn", m.fn},
          {"seconds", m.seconds},
          {"clips_per_s", m.clips_per_s}};
}

/// "epoch", "learning_rate", "train_loss" ...: one object a row.
nlohmann::ordered_json flat(const EpochRow& row) {
  nlohmann::ordered_json all = {{"epoch", row.epoch}, {"learning_rate", row.learning_rate}};
  const auto add = [&all](const std::string& prefix, const PartMetrics& part) {
    const nlohmann::ordered_json values = figures(part);
    for (const auto& [key, value] : values.items()) all[prefix + key] = value;
  };
  add("train_", row.train);
  add("test_", row.test);
  add("validation_", row.validation);
  if (row.validation.items == 0)
    for (auto& [key, value] : all.items())
      if (key.rfind("validation_", 0) == 0) value = nullptr;
  return all;
}

std::string number(const nlohmann::ordered_json& value) {
  if (value.is_null()) return "";
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value.get<double>());
  return text;
}

}  // namespace

double ClassCounts::precision() const {
  return ratio(static_cast<double>(tp), static_cast<double>(tp + fp));
}

double ClassCounts::recall() const {
  return ratio(static_cast<double>(tp), static_cast<double>(tp + fn));
}

double ClassCounts::f1() const {
  return ratio(2 * precision() * recall(), precision() + recall());
}

ClassCounts count_class(const std::vector<std::int64_t>& confusion, int classes, int of,
                        Task task) {
  ClassCounts c;
  if (task == Task::multi_label) {
    const std::int64_t* cells = confusion.data() + 4 * static_cast<std::ptrdiff_t>(of);
    return {cells[3], cells[1], cells[0], cells[2]};
  }
  for (int truth = 0; truth < classes; ++truth)
    for (int predicted = 0; predicted < classes; ++predicted) {
      const std::int64_t n = confusion[static_cast<std::size_t>(truth * classes + predicted)];
      (truth == of ? (predicted == of ? c.tp : c.fn) : (predicted == of ? c.fp : c.tn)) += n;
    }
  return c;
}

PartMetrics summarise(double loss_sum, std::int64_t items,
                      const std::vector<std::int64_t>& confusion, int classes, Task task) {
  PartMetrics m;
  m.items = items;
  m.confusion = confusion;
  m.loss = ratio(loss_sum, static_cast<double>(items));
  const int first = task == Task::binary ? 1 : 0;
  for (int c = first; c < classes; ++c) {
    const ClassCounts counts = count_class(confusion, classes, c, task);
    const double share = 1.0 / (classes - first);
    m.precision += share * counts.precision();
    m.recall += share * counts.recall();
    m.f1 += share * counts.f1();
    m.tp += counts.tp;
    m.fp += counts.fp;
    m.tn += counts.tn;
    m.fn += counts.fn;
  }
  if (task == Task::multi_label) {
    const ClassCounts all{m.tp, m.fp, m.tn, m.fn};
    m.precision = all.precision();
    m.recall = all.recall();
    m.f1 = all.f1();
    m.accuracy = ratio(static_cast<double>(m.tp + m.tn), static_cast<double>(items * classes));
    return m;
  }
  std::int64_t right = 0;
  for (int c = 0; c < classes; ++c) right += confusion[static_cast<std::size_t>(c * classes + c)];
  m.accuracy = ratio(static_cast<double>(right), static_cast<double>(items));
  return m;
}

std::string epoch_csv_header() {
  const nlohmann::ordered_json all = flat({});
  std::string line;
  for (const auto& [key, value] : all.items()) line += (line.empty() ? "" : ",") + key;
  return line + "\n";
}

std::string epoch_csv_line(const EpochRow& row) {
  const nlohmann::ordered_json all = flat(row);
  std::string line;
  for (const auto& [key, value] : all.items()) line += (line.empty() ? "" : ",") + number(value);
  return line + "\n";
}

std::string epoch_json_line(const EpochRow& row) {
  nlohmann::ordered_json all = flat(row);
  all["train_confusion"] = row.train.confusion;
  all["test_confusion"] = row.test.confusion;
  if (row.validation.items > 0) all["validation_confusion"] = row.validation.confusion;
  return all.dump() + "\n";
}

}  // namespace canopy
