// How clips are placed in the window, and the order of the feature stages.
#include "model/features.h"

#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("a longer clip is cropped as crop says, a shorter one padded as pad says") {
  FeaturesConfig config;
  config.clip_samples = 1000;
  struct Case {
    CropPart crop;
    PadSide pad;
    std::int64_t frames, first, outputs, offset;
  };
  const Case c = GENERATE(Case{CropPart::first, PadSide::front, 1501, 0, 1000, 0},
                          Case{CropPart::center, PadSide::front, 1501, 250, 1000, 0},
                          Case{CropPart::center, PadSide::back, 1000, 0, 1000, 0},
                          Case{CropPart::center, PadSide::front, 401, 0, 401, 599},
                          Case{CropPart::first, PadSide::back, 401, 0, 401, 0},
                          Case{CropPart::first, PadSide::center, 401, 0, 401, 299},
                          Case{CropPart::center, PadSide::center, 400, 0, 400, 300});
  config.crop = c.crop;
  config.pad = c.pad;
  const ResampleItem item = clip_row(config, c.frames, 16000);
  CHECK(item.first_output == c.first);
  CHECK(item.outputs == c.outputs);
  CHECK(item.row_offset == c.offset);
  const ResampleItem faster = clip_row(config, 3 * c.frames, 48000);  // in samples after resampling
  CHECK(faster.first_output == c.first);
  CHECK(faster.outputs == c.outputs);
}

TEST_CASE("with level rms the features do not depend on the recording level") {
  CANOPY_ON_EACH_DEVICE(device);
  FeaturesConfig config;
  config.clip_samples = 4000;
  config.stft = {400, 160, 512};
  config.mel = MelConfig();
  config.scale = GENERATE(FeatureScale::log, FeatureScale::magnitude, FeatureScale::pcen);
  constexpr std::int64_t stride = 1500;  // overlapping windows, as in a scan
  const std::vector<float> wave = random_floats(stride + 4000, 7, 0.1f);
  std::vector<float> louder = wave;
  for (float& v : louder) v = 8 * v + 0.5f;
  const auto images = [&](const std::vector<float>& of, LevelKind level) {
    config.level = level;
    FeatureExtractor features(*device.backend, config, 2);
    const Buffer in = device.put(of), out = device.make(2 * features.output().size());
    features.run(*device.stream, 2, in.floats(), stride, out.floats());
    return device.get(out, 2 * features.output().size());
  };
  CHECK(relative_error(images(louder, LevelKind::rms), as_double(images(wave, LevelKind::rms))) <
        1e-4);
  CHECK(relative_error(images(louder, LevelKind::none), as_double(images(wave, LevelKind::none))) >
        1e-2);
}

TEST_CASE("PCEN uses the power of the mel bands and the config's time constant") {
  CANOPY_ON_EACH_DEVICE(device);
  FeaturesConfig config;
  config.clip_samples = 8000;
  config.stft = {400, 160, 512};
  config.mel = MelConfig();
  config.scale = FeatureScale::power;
  const std::vector<float> wave = random_floats(8000, 7, 0.1f);
  const auto image = [&] {
    FeatureExtractor features(*device.backend, config, 1);
    const Buffer in = device.put(wave), out = device.make(features.output().size());
    features.run(*device.stream, 1, in.floats(), 8000, out.floats());
    return device.get(out, features.output().size());
  };
  const std::vector<float> power = image();
  config.scale = FeatureScale::pcen;
  config.pcen.time_constant_s = 0.05;
  const std::vector<float> got = image();
  REQUIRE(got.size() == power.size());
  const std::size_t bands = 64, frames = got.size() / bands;
  std::vector<double> want(got.size());
  const double t = 0.05 * 100, s = (std::sqrt(1 + 4 * t * t) - 1) / (2 * t * t);
  for (std::size_t b = 0; b < bands; ++b) {
    double mean = power[b];
    for (std::size_t f = 0; f < frames; ++f) {
      const double e = power[f * bands + b];
      mean += s * (e - mean);
      want[f * bands + b] = std::sqrt(e / std::pow(1e-6 + mean, 0.98) + 2) - std::sqrt(2.0);
    }
  }
  CHECK(relative_error(got, want) < 1e-5);
}
