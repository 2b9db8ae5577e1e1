// A list of an epoch (labels, rows, what becomes of an item) on the device, of which each batch's
// part is put in one place, where a recorded step finds it.
#pragma once

#include <algorithm>
#include <vector>

#include "ops/backend.h"

namespace canopy {

template <class Record>
class EpochList {
 public:
  EpochList(Backend& backend, int batch)
      : backend_(backend),
        batch_(static_cast<std::size_t>(batch)),
        now_(backend.allocate(batch_ * sizeof(Record))) {}

  void begin(Stream& stream, const std::vector<Record>& values) {
    const std::size_t bytes = values.size() * sizeof(Record);
    if (bytes > all_.bytes()) all_ = backend_.allocate(bytes);
    if (bytes > 0) backend_.upload(stream, all_.data(), values.data(), bytes);
    stream.synchronize();  // between epochs: the host's list may change after this
    count_ = values.size();
    at_ = 0;
  }
  /// Goes on to the next batch; how many it has, 0 at the end.
  int next(Stream& stream) {
    const std::size_t n = std::min(batch_, count_ - at_);
    if (n > 0)
      backend_.copy(stream, now_.data(), all_.template as<Record>() + at_, n * sizeof(Record));
    at_ += n;
    return static_cast<int>(n);
  }
  /// The batch's part, at the same place throughout.
  const Record* values() const { return now_.as<Record>(); }

 private:
  Backend& backend_;
  std::size_t batch_, count_ = 0, at_ = 0;
  Buffer all_, now_;
};

}  // namespace canopy
