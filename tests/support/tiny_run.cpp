#include "support/tiny_run.h"

#include <cmath>
#include <numbers>
#include <random>

#include "base/files.h"
#include "support/sound_files.h"

namespace canopy::test {
namespace {

/// Noise with tones at about these frequencies.
std::vector<float> sound(const std::vector<double>& tones, unsigned seed, int samples) {
  std::mt19937 bits(seed);
  std::uniform_real_distribution<float> noise(-0.2f, 0.2f);
  std::vector<float> values;
  for (int i = 0; i < samples; ++i) {
    float v = noise(bits);
    for (const double tone : tones) {
      const double hertz = tone + 20.0 * (seed % 10);
      v += static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hertz * i / 16000));
    }
    values.push_back(v);
  }
  return values;
}

std::vector<float> sound(bool call, unsigned seed, int samples) {
  return sound(call ? std::vector<double>{700} : std::vector<double>(), seed, samples);
}

/// A config with this data section and a tiny network.
std::string write_config(const std::string& folder, const std::string& data, int epochs) {
  const std::string config = folder + "/config.json";
  write_file(config,
             R"({
  "data": {"root": ")" +
                 folder + "/data\", " + data + R"(},
  "features": {"clip_samples": 8000, "stft": {"frame": 400, "step": 400, "fft": 512},
               "mel": {"bands": 16}, "scale": "log"},
  "model": {"layers": [
    {"type": "conv2d", "filters": 4, "padding": "same", "bias": false},
    {"type": "batch_norm", "activation": "relu"}, {"type": "max_pool"},
    {"type": "dropout", "rate": 0.2},
    {"type": "flatten"}, {"type": "dense", "units": 8, "activation": "relu"}]},
  "train": {"epochs": )" +
                 std::to_string(epochs) +
                 R"(, "batch_size": 5, "optimizer": {"type": "adam", "learning_rate": 0.01}},
  "scan": {"recordings": "long", "step_s": 0.5, "threshold": 0.5},
  "output": {"dir": ")" +
                 folder + R"(/results", "name": "tiny"}})");
  return config;
}

}  // namespace

std::string write_tiny_run(const std::string& folder, int epochs, int groups) {
  unsigned seed = 1;
  for (const char* name : {"call", "other"}) {
    const std::string to = folder + "/data/" + name;
    make_folders(to);
    for (int group = 0; group < groups; ++group)
      for (int clip = 0; clip < 3; ++clip, ++seed)
        write_wav(to + "/" + name + std::to_string(group) + "-" + std::to_string(clip) + ".wav",
                  sound(name[0] == 'c', seed, 7000 + static_cast<int>(seed * 131 % 2000)));
  }
  make_folders(folder + "/data/long");
  std::vector<float> recording = sound(false, 91, 8000 * 6);
  const std::vector<float> call = sound(true, 92, 8000);
  std::copy(call.begin(), call.end(), recording.begin() + 16000);
  write_wav(folder + "/data/long/rec 10.wav", sound(false, 90, 8000 * 4));
  write_wav(folder + "/data/long/rec 9.wav", recording);

  return write_config(
      folder, R"("classes": {"call": "call", "other": "other"}, "positive": "call")", epochs);
}

std::string write_tiny_labels(const std::string& folder, int epochs, int groups) {
  struct Kind {
    const char* label;
    std::vector<double> tones;
  };
  const Kind kinds[] = {{"high", {2500}}, {"low", {700}}, {"low; high", {700, 2500}}, {"", {}}};
  make_folders(folder + "/data/clips");
  make_folders(folder + "/data/long");
  std::string manifest = "path,label\n";
  unsigned seed = 1;
  for (int group = 0; group < groups; ++group)
    for (int clip = 0; clip < 3; ++clip, ++seed) {
      const Kind& kind = kinds[group % 4];
      const std::string name =
          "clips/s" + std::to_string(group) + "-" + std::to_string(clip) + ".wav";
      write_wav(folder + "/data/" + name,
                sound(kind.tones, seed, 7000 + static_cast<int>(seed * 131 % 2000)));
      manifest += name + "," + kind.label + "\n";
    }
  write_file(folder + "/data/clips.csv", manifest);

  std::vector<float> recording = sound(false, 91, 16000 * 5);
  const auto add = [&](double tone, double from_s, double to_s) {
    const auto from = static_cast<std::size_t>(from_s * 16000);
    const auto to = static_cast<std::size_t>(to_s * 16000);
    for (std::size_t i = from; i < to; ++i)
      recording[i] += static_cast<float>(
          0.5 * std::sin(2 * std::numbers::pi * tone * static_cast<double>(i) / 16000));
  };
  add(760, 1, 3);
  add(2560, 2, 4);
  write_wav(folder + "/data/long/both.wav", recording);
  return write_config(folder, R"("manifest": "clips.csv", "multi_label": true)", epochs);
}

std::string full_augmentation() {
  return R"({"row_s": 0.6, "placement": {"jitter_s": 0.1},
             "displace": {"probability": 0.3, "beyond_s": 0.2},
             "pieces": {"probability": 0.3}, "gain": {},
             "mix": {"probability": 0.4}, "fill": 0.5, "mixup": {"probability": 0.5},
             "masks": {"time_s": 0.05}})";
}

}  // namespace canopy::test
