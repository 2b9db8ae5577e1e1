// A list of values for the items of an epoch (labels, rows, augmentation) on the device. The values
// of the current batch are copied to a fixed address, where a recorded step reads them.
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
        current_(backend.allocate(batch_ * sizeof(Record))) {}

  /// Uploads the values of an epoch.
  void begin(Stream& stream, const std::vector<Record>& values) {
    const std::size_t bytes = values.size() * sizeof(Record);
    if (bytes > all_.bytes()) all_ = backend_.allocate(bytes);
    if (bytes > 0) backend_.upload(stream, all_.data(), values.data(), bytes);
    stream.synchronize();  // only once per epoch; the host's list may change after this
    count_ = values.size();
    at_ = 0;
  }
  /// Goes to the next batch and returns its number of items, 0 at the end.
  int next(Stream& stream) {
    const std::size_t n = std::min(batch_, count_ - at_);
    if (n > 0)
      backend_.copy(stream, current_.data(), all_.template as<Record>() + at_, n * sizeof(Record));
    at_ += n;
    return static_cast<int>(n);
  }
  /// The values of the current batch, in device memory whose address never changes.
  const Record* values() const { return current_.as<Record>(); }

 private:
  Backend& backend_;
  std::size_t batch_, count_ = 0, at_ = 0;
  Buffer all_, current_;
};

}  // namespace canopy
