#include "report/epoch.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace canopy {
namespace {

/// The metrics of a part, in the order of the columns.
nlohmann::ordered_json metrics_of(const PartMetrics& m) {
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

/// A row as one object: "epoch", "learning_rate", "train_loss" ...
nlohmann::ordered_json flat(const EpochRow& row) {
  nlohmann::ordered_json all = {{"epoch", row.epoch}, {"learning_rate", row.learning_rate}};
  const auto add = [&all](const std::string& prefix, const PartMetrics& part) {
    const nlohmann::ordered_json values = metrics_of(part);
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
  if (value.is_number_integer()) return fmt::format("{}", value.get<std::int64_t>());
  return fmt::format("{:.6g}", value.get<double>());
}

}  // namespace

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
