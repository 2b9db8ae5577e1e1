// The files of an evaluation.
#include <cmath>

#include <fmt/format.h>

#include "base/cells.h"
#include "base/files.h"
#include "evaluate/evaluation.h"

namespace canopy {
namespace {

/// A row of a CSV file: numbers with nine significant digits, NaN as an empty cell.
class Line {
 public:
  Line& text(const std::string& value) { return cell(csv_cell(value)); }
  Line& count(std::int64_t value) { return cell(fmt::format("{}", value)); }
  Line& number(double value) { return cell(std::isnan(value) ? "" : fmt::format("{:.9g}", value)); }
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

std::string pr_csv(const Evaluation& e) {
  std::string out = "class,threshold,precision,recall\n";
  for (const Curve& curve : e.curves)
    for (const CurvePoint& p : curve.points)
      out += Line()
                 .text(class_name(e, curve.class_index))
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
                 .text(class_name(e, curve.class_index))
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
