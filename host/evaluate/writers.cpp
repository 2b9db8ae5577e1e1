// The files of an evaluation.
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "base/cells.h"
#include "base/files.h"
#include "evaluate/evaluation.h"

namespace canopy {
namespace {

using Json = nlohmann::ordered_json;

/// A row of the CSV files: numbers in full, nothing for what is no number.
class Line {
 public:
  Line& text(const std::string& value) { return cell(csv_cell(value)); }
  Line& count(std::int64_t value) { return cell(std::to_string(value)); }
  Line& number(double value) {
    char text[32] = "";
    if (!std::isnan(value)) std::snprintf(text, sizeof text, "%.9g", value);
    return cell(text);
  }
  std::string end() const { return cells_ + "\n"; }

 private:
  Line& cell(const std::string& value) {
    cells_ += (first_ ? "" : ",") + value;
    first_ = false;
    return *this;
  }
  std::string cells_;
  bool first_ = true;
};

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
          {"ece_uncalibrated", e.calibration.plain_ece},
          {"nll_uncalibrated", e.calibration.plain_nll}};
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
    const ClassCounts c =
        count_class(e.metrics.confusion, static_cast<int>(e.classes.size()), curve.of, e.task);
    all[class_name(e, curve.of)] = {{"clips", curve.positives},
                                    {"precision", c.precision()},
                                    {"recall", c.recall()},
                                    {"f1", c.f1()},
                                    {"average_precision", curve.average_precision},
                                    {"roc_auc", curve.roc_auc}};
    if (e.task == Task::multi_label)
      all[class_name(e, curve.of)]["threshold"] =
          Thresholds(e.threshold, e.class_thresholds).of(static_cast<std::size_t>(curve.of));
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

std::string pr_csv(const Evaluation& e) {
  std::string out = "class,threshold,precision,recall\n";
  for (const Curve& curve : e.curves)
    for (const CurvePoint& p : curve.points)
      out += Line()
                 .text(class_name(e, curve.of))
                 .number(p.threshold)
                 .number(p.precision)
                 .number(p.recall)
                 .end();
  return out;
}

std::string roc_csv(const Evaluation& e) {
  std::string out = "class,threshold,false_positive_rate,true_positive_rate\n";
  for (const Curve& curve : e.curves)
    for (const CurvePoint& p : curve.points)
      out += Line()
                 .text(class_name(e, curve.of))
                 .number(p.threshold)
                 .number(p.false_positive_rate)
                 .number(p.recall)
                 .end();
  return out;
}

std::string reliability_csv(const Evaluation& e) {
  std::string out = "low,high,clips,mean_score,share\n";
  for (const ReliabilityBin& b : e.calibration.reliability.bins)
    out += Line()
               .number(b.low)
               .number(b.high)
               .count(b.clips)
               .number(b.clips > 0 ? b.mean_score : NAN)
               .number(b.clips > 0 ? b.share : NAN)
               .end();
  return out;
}

std::string sources_csv(const Evaluation& e) {
  std::string out = "group,clips,positives,tp,fp,fn,recall,false_positive_rate,mean_score\n";
  for (const SourceResult& r : e.sources)
    out += Line()
               .text(r.group)
               .count(r.clips)
               .count(r.positives)
               .count(r.tp)
               .count(r.fp)
               .count(r.fn)
               .number(r.recall)
               .number(r.false_positive_rate)
               .number(r.mean_score)
               .end();
  return out;
}

std::string mistakes_csv(const Evaluation& e) {
  std::string out = "path,group,label,predicted,score,loss\n";
  for (const Mistake& m : e.mistakes)
    out += Line()
               .text(m.name)
               .text(m.group)
               .text(label_text(e.task, e.classes, m.label))
               .text(label_text(e.task, e.classes, m.predicted))
               .number(m.score)
               .number(m.loss)
               .end();
  return out;
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
  // a file name may hold bytes that are no UTF-8
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_evaluation(const std::string& folder, const Evaluation& e) {
  make_folders(folder);
  write_file(folder + "/evaluation.json", evaluation_json(e));
  write_file(folder + "/pr_curve.csv", pr_csv(e));
  write_file(folder + "/roc_curve.csv", roc_csv(e));
  write_file(folder + "/reliability.csv", reliability_csv(e));
  write_file(folder + "/sources.csv", sources_csv(e));
  write_file(folder + "/mistakes.csv", mistakes_csv(e));
}

}  // namespace canopy
