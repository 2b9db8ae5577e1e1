#include "model/classifier.h"

#include <filesystem>

#include "base/error.h"
#include "model/model_info.h"

namespace canopy {

std::string model_file(const std::string& run_or_file) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::is_regular_file(run_or_file, ignored)) return run_or_file;
  const fs::path inside = fs::path(run_or_file) / "model.safetensors";
  if (fs::is_regular_file(inside, ignored)) return inside.string();
  throw Error(ErrorKind::data,
              run_or_file +
                  ": contains no model; expected a run folder with model.safetensors in it, or "
                  "that file");
}

Classifier::Classifier(Backend& backend, Stream& stream, const std::string& run_or_file,
                       int max_items)
    : max_items_(max_items) {
  const std::string path = model_file(run_or_file);
  const SafetensorsFile file(path);
  info_ = read_model_info(file.metadata(), path);

  NetworkOptions options;
  options.outputs = outputs_of(info_.task, static_cast<int>(info_.classes.size()));
  options.max_items = max_items;
  features_ = std::make_unique<FeatureExtractor>(backend, info_.config.features, max_items);
  network_ = std::make_unique<Network>(backend, info_.config.model, features_->output(), options);
  for (const TensorRef& tensor : parameter_tensors(*network_)) file.read(backend, stream, tensor);
  if (info_.temperature != 1) apply_temperature(backend, stream);

  LossParams loss;
  loss.task = info_.task;
  loss.classes = static_cast<int>(info_.classes.size());
  loss.max_items = max_items;
  loss_ = backend.make_loss(loss);
  images_ = allocate_floats(backend, max_items * features_->output().size());
}

// The output layer is linear, so dividing its weights divides the logits, at no cost.
void Classifier::apply_temperature(Backend& backend, Stream& stream) {
  const std::string& last = network_->parameters().back()->name;
  const std::string layer = last.substr(0, last.rfind('.') + 1);
  for (const Parameter* p : network_->parameters()) {
    if (p->name.rfind(layer, 0) != 0) continue;
    std::vector<float> values(static_cast<std::size_t>(p->count()));
    backend.download(stream, values.data(), p->value, float_bytes(p->count()));
    stream.synchronize();
    for (float& value : values) value = static_cast<float>(double{value} / info_.temperature);
    backend.upload(stream, p->value, values.data(), float_bytes(p->count()));
    stream.synchronize();
  }
}

void Classifier::score(Stream& stream, int n, const float* waves, std::int64_t stride,
                       float* probabilities, const std::int32_t* labels, float* loss) {
  features_->run(stream, n, waves, stride, images_.floats());
  const Pass pass{stream, n, nullptr};
  logits_ = network_->forward(pass, false, images_.floats());
  loss_->run(stream, n, {logits_, labels, nullptr, probabilities, loss, nullptr});
}

}  // namespace canopy
