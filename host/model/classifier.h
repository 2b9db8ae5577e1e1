// A trained model ready for use: what scan and evaluate open.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/task.h"
#include "config/config.h"
#include "model/features.h"
#include "model/network.h"
#include "ops/loss.h"

namespace canopy {

/// What model.safetensors says beside the weights.
struct ModelInfo {
  Config config;                     // the resolved config of the training run
  std::vector<std::string> classes;  // binary: {other, positive}
  Task task = Task::categorical;
  double threshold = 0.5;                 // of a clip's probability; scan's own is in config.scan
  Precision precision = Precision::fp32;  // that it was trained in
  double temperature = 1;                 // that the logits are divided by
  std::vector<double> class_thresholds;   // multi-label: of each class; empty: `threshold` for all

  Thresholds thresholds() const { return {threshold, class_thresholds}; }
};

class Classifier {
 public:
  /// Opens a run folder or a model.safetensors. Throws Error(checkpoint) when it does not fit,
  /// Error(data) when there is none.
  Classifier(Backend& backend, Stream& stream, const std::string& run_or_file, int max_items);

  const ModelInfo& info() const { return info_; }
  int max_items() const { return max_items_; }
  int outputs() const { return network_->outputs(); }  // 1 (binary) or the number of classes
  std::int64_t parameter_count() const { return network_->parameter_count(); }
  /// probabilities[n, outputs] (device) of n waves of clip_samples; wave i at waves + i * stride.
  /// With labels [n] (device) also the loss of each, loss[n]. Temperature included.
  void score(Stream& stream, int n, const float* waves, std::int64_t stride, float* probabilities,
             const std::int32_t* labels = nullptr, float* loss = nullptr);
  /// logits [n, outputs] (device) of the last score(), temperature included.
  const float* logits() const { return logits_; }

 private:
  void apply_temperature(Backend& backend, Stream& stream);

  ModelInfo info_;
  int max_items_;
  std::unique_ptr<FeatureExtractor> features_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Loss> loss_;
  Buffer images_;
  const float* logits_ = nullptr;
};

/// "RUN" or "RUN/model.safetensors" -> the file's path. Throws Error(data) when there is none.
std::string model_file(const std::string& run_or_file);

}  // namespace canopy
