#include "evaluate/part_metrics.h"

namespace canopy {
namespace {

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
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

ClassCounts count_class(const std::vector<std::int64_t>& confusion, int classes, int class_index,
                        Task task) {
  ClassCounts c;
  if (task == Task::multi_label) {
    const std::int64_t* cells = confusion.data() + 4 * static_cast<std::ptrdiff_t>(class_index);
    return {cells[3], cells[1], cells[0], cells[2]};
  }
  for (int truth = 0; truth < classes; ++truth)
    for (int predicted = 0; predicted < classes; ++predicted) {
      const std::int64_t n = confusion[static_cast<std::size_t>(truth * classes + predicted)];
      (truth == class_index ? (predicted == class_index ? c.tp : c.fn)
                            : (predicted == class_index ? c.fp : c.tn)) += n;
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

}  // namespace canopy
