// An evaluation as JSON.
#include <nlohmann/json.hpp>

#include "evaluate/evaluation.h"

namespace canopy {
namespace {

using Json = nlohmann::ordered_json;

const std::string& class_name(const Evaluation& e, std::int32_t of) {
  return e.classes[static_cast<std::size_t>(of)];
}

Json interval_json(const Interval& interval) {
  return Json::array({interval.low, interval.high});
}

Json intervals_json(const Evaluation& e) {
  if (!e.intervals) return nullptr;
  const Intervals& i = *e.intervals;
  return {{"precision", interval_json(i.precision)},
          {"recall", interval_json(i.recall)},
          {"f1", interval_json(i.f1)},
          {"average_precision", interval_json(i.average_precision)},
          {"roc_auc", interval_json(i.roc_auc)},
          {"draws", i.draws}};
}

Json calibration_json(const Evaluation& e) {
  return {{"ece", e.calibration.reliability.expected_error},
          {"nll", e.calibration.nll},
          {"ece_uncalibrated", e.calibration.uncalibrated_ece},
          {"nll_uncalibrated", e.calibration.uncalibrated_nll}};
}

Json mistakes_json(const Evaluation& e) {
  Json list = Json::array();
  for (const Mistake& m : e.mistakes)
    list.push_back({{"path", m.name},
                    {"group", m.group},
                    {"label", label_text(e.task, e.classes, m.label)},
                    {"predicted", label_text(e.task, e.classes, m.predicted)},
                    {"score", m.score},
                    {"loss", m.loss}});
  return list;
}

Json classes_json(const Evaluation& e) {
  Json all = Json::object();
  for (const Curve& curve : e.curves) {
    const ClassCounts c = count_class(e.metrics.confusion, static_cast<int>(e.classes.size()),
                                      curve.class_index, e.task);
    all[class_name(e, curve.class_index)] = {{"clips", curve.positives},
                                             {"precision", c.precision()},
                                             {"recall", c.recall()},
                                             {"f1", c.f1()},
                                             {"average_precision", curve.average_precision},
                                             {"roc_auc", curve.roc_auc}};
    if (e.task == Task::multi_label)
      all[class_name(e, curve.class_index)]["threshold"] =
          Thresholds(e.threshold, e.class_thresholds)
              .of(static_cast<std::size_t>(curve.class_index));
  }
  return all;
}

Json confusion_json(const Evaluation& e) {
  Json rows = Json::array();
  if (e.task == Task::multi_label) {
    const std::vector<std::int64_t>& cells = e.metrics.confusion;
    for (std::size_t c = 0; c < cells.size(); c += 4)
      rows.push_back({{cells[c], cells[c + 1]}, {cells[c + 2], cells[c + 3]}});
    return rows;
  }
  const auto classes = static_cast<std::ptrdiff_t>(e.classes.size());
  const auto begin = e.metrics.confusion.begin();
  for (std::ptrdiff_t c = 0; c < classes; ++c)
    rows.push_back(std::vector<std::int64_t>(begin + c * classes, begin + (c + 1) * classes));
  return rows;
}

}  // namespace

std::string evaluation_json(const Evaluation& e) {
  const PartMetrics& m = e.metrics;
  Json json = {{"clips", m.items},
               {"loss", m.loss},
               {"accuracy", m.accuracy},
               {"precision", m.precision},
               {"recall", m.recall},
               {"f1", m.f1},
               {"average_precision", m.average_precision},
               {"roc_auc", m.roc_auc},
               {"threshold", e.threshold},
               {"temperature", e.temperature},
               {"classes", e.classes},
               {"confusion", confusion_json(e)},
               {"tp", m.tp},
               {"fp", m.fp},
               {"tn", m.tn},
               {"fn", m.fn},
               {"calibration", calibration_json(e)},
               {"sources", e.sources.size()},
               {"intervals", intervals_json(e)},
               {"mistakes", mistakes_json(e)},
               {"excluded", e.excluded.size()},
               {"seconds", m.seconds},
               {"clips_per_s", m.clips_per_s}};
  if (e.task != Task::binary) json["per_class"] = classes_json(e);
  if (e.task == Task::multi_label)
    json["macro"] = {{"precision", e.macro.precision},
                     {"recall", e.macro.recall},
                     {"f1", e.macro.f1},
                     {"average_precision", m.average_precision},
                     {"roc_auc", m.roc_auc}};
  // file names may contain bytes that are not valid UTF-8
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace canopy
