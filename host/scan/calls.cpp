#include "scan/calls.h"

namespace canopy {

std::unique_ptr<CallCounter> make_call_counter(const std::vector<std::string>& classes, bool binary,
                                               double threshold, const CountingConfig& counting,
                                               double step_s) {
  if (counting.method == CountingMethod::peaks)
    return make_peak_counter(classes, binary, threshold, counting.peaks, step_s);
  return make_run_counter(classes, binary, threshold);
}

}  // namespace canopy
