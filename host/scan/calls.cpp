#include "scan/calls.h"

namespace canopy {

std::unique_ptr<CallCounter> make_call_counter(const std::vector<std::string>& classes, Task task,
                                               const Thresholds& thresholds,
                                               const CountingConfig& counting, double step_s) {
  if (counting.method == CountingMethod::peaks)
    return make_peak_counter(classes, task, thresholds, counting.peaks, step_s);
  return make_run_counter(classes, task, thresholds);
}

}  // namespace canopy
