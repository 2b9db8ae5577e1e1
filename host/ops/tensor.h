// Shapes that the ops share. Every tensor is float32, row-major, items first
// (NHWC for images): item n of an image batch starts at n * image.size().
#pragma once

#include <cstdint>

#include "base/choices.h"

namespace canopy {

/// One item of a batch: height x width x channels. A spectrogram is frames x bins x 1.
struct Image {
  std::int64_t height = 1;
  std::int64_t width = 1;
  std::int64_t channels = 1;
  std::int64_t size() const { return height * width * channels; }
  bool operator==(const Image&) const = default;
};

}  // namespace canopy
