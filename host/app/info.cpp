// `trainer info`: what this build holds, which devices answer, and what a model says of itself.
#include <cstdio>

#include "app/commands.h"
#include "base/version.h"
#include "model/model_info.h"
#include "devices/devices.h"

namespace canopy {
namespace {

void print_device(const DeviceInfo& device) {
  std::printf("%s: %s\n", device.id.c_str(), device.name.c_str());
  std::printf("  memory: %.1f GB, %.1f GB free\n", static_cast<double>(device.memory_bytes) / 1e9,
              static_cast<double>(device.free_bytes) / 1e9);
  if (device.threads > 0) std::printf("  threads: %d\n", device.threads);
  for (const auto& [key, value] : device.details)
    std::printf("  %s: %s\n", key.c_str(), value.c_str());
}

void print_model(const std::string& run_or_file) {
  const std::string path = model_file(run_or_file);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const FeaturesConfig& features = model.config.features;
  std::printf("%s\n", path.c_str());
  std::string classes;
  for (const std::string& name : model.classes) classes += (classes.empty() ? "" : ", ") + name;
  std::printf("  classes: %s\n", classes.c_str());
  if (model.task == Task::binary) std::printf("  positive: %s\n", model.classes.back().c_str());
  if (model.task == Task::multi_label)
    std::printf("  a clip is of: any number of the classes, none too\n");
  std::printf("  input: %d samples at %d Hz (%.3f s), as %lld x %lld\n", features.clip_samples,
              features.sample_rate,
              static_cast<double>(features.clip_samples) / features.sample_rate,
              static_cast<long long>(feature_image(features).height),
              static_cast<long long>(feature_image(features).width));
  std::printf("  layers: %zu\n", model.config.model.layers.size());
  if (model.temperature != 1) std::printf("  temperature: %g\n", model.temperature);
  if (model.class_thresholds.empty()) std::printf("  threshold: %g\n", model.threshold);
  for (std::size_t c = 0; c < model.class_thresholds.size(); ++c)
    std::printf("  threshold of %s: %g\n", model.classes[c].c_str(), model.class_thresholds[c]);
  std::printf("  trained in: %s\n", precision_name(model.precision));
}

int info(const std::string& model) {
  if (!model.empty()) {
    print_model(model);
    return 0;
  }
  std::printf("Canopy %s\n", version());
  for (const DeviceInfo& device : devices()) print_device(device);
  if (const std::string why = why_no_cuda(); !why.empty())
    std::printf("cuda: not available: %s\n", why.c_str());
  return 0;
}

}  // namespace

void add_info(CLI::App& app, Action& action) {
  const auto model = std::make_shared<std::string>();
  CLI::App& command = *app.add_subcommand("info", "what this build and this machine can do");
  command.add_option("--model", *model, "say what this run folder or model.safetensors holds");
  command.callback([&action, model] { action = [model] { return info(*model); }; });
}

}  // namespace canopy
