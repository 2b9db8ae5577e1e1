// `trainer info`: describes this build, the available devices, or a model.
#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/commands.h"
#include "base/version.h"
#include "devices/devices.h"
#include "model/model_info.h"

namespace canopy {
namespace {

std::string device_text(const DeviceInfo& device) {
  std::string text = fmt::format("{}: {}\n  memory: {:.1f} GB, {:.1f} GB free\n", device.id,
                                 device.name, static_cast<double>(device.memory_bytes) / 1e9,
                                 static_cast<double>(device.free_bytes) / 1e9);
  if (device.threads > 0) text += fmt::format("  threads: {}\n", device.threads);
  for (const auto& [key, value] : device.details) text += fmt::format("  {}: {}\n", key, value);
  return text;
}

std::string model_text(const std::string& run_or_file) {
  const std::string path = model_file(run_or_file);
  const ModelInfo model = read_model_info(SafetensorsFile(path).metadata(), path);
  const FeaturesConfig& features = model.config.features;
  const Image image = feature_image(features);
  std::string text = fmt::format("{}\n  classes: {}\n", path, fmt::join(model.classes, ", "));
  if (model.task == Task::binary) text += fmt::format("  positive: {}\n", model.classes.back());
  if (model.task == Task::multi_label)
    text += "  multi-label: a clip may have any number of the classes, or none\n";
  text += fmt::format("  input: {} samples at {} Hz ({:.3f} s), as a {} x {} image\n",
                      features.clip_samples, features.sample_rate,
                      static_cast<double>(features.clip_samples) / features.sample_rate,
                      image.height, image.width);
  text += fmt::format("  layers: {}\n", model.config.model.layers.size());
  if (model.temperature != 1) text += fmt::format("  temperature: {:g}\n", model.temperature);
  if (model.class_thresholds.empty()) text += fmt::format("  threshold: {:g}\n", model.threshold);
  for (std::size_t c = 0; c < model.class_thresholds.size(); ++c)
    text += fmt::format("  threshold of {}: {:g}\n", model.classes[c], model.class_thresholds[c]);
  return text + fmt::format("  training precision: {}\n", precision_name(model.precision));
}

std::string build_text() {
  std::string text = fmt::format("Canopy {}\n", version());
  for (const DeviceInfo& device : devices()) text += device_text(device);
  if (const std::string why = why_no_cuda(); !why.empty())
    text += fmt::format("cuda: not available: {}\n", why);
  return text;
}

}  // namespace

void add_info(CLI::App& app, Action& action) {
  const auto model = std::make_shared<std::string>();
  CLI::App& command =
      *app.add_subcommand("info", "describe this build and the available devices, or a model");
  command.add_option("--model", *model, "describe this run folder or model.safetensors")
      ->type_name("RUN");
  command.callback([&action, model] {
    action = [model] {
      std::fputs((model->empty() ? build_text() : model_text(*model)).c_str(), stdout);
      return 0;
    };
  });
}

}  // namespace canopy
