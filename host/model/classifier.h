// A trained model, ready to score clips.
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

/// The contents of model.safetensors other than the weights.
struct ModelInfo {
  Config config;                     // the resolved config of the training run
  std::vector<std::string> classes;  // binary: {other, positive}
  Task task = Task::categorical;
  double threshold = 0.5;                 // for clips; the one for scans is in config.scan
  Precision precision = Precision::fp32;  // of the training
  double temperature = 1;                 // the logits are divided by it
  std::vector<double> class_thresholds;   // multi-label: one per class; empty: `threshold` for all

  Thresholds thresholds() const { return {threshold, class_thresholds}; }
};

class Classifier {
 public:
  /// Opens a run folder or a model.safetensors. Throws Error(checkpoint) if the file is invalid,
  /// and Error(data) if there is none.
  Classifier(Backend& backend, Stream& stream, const std::string& run_or_file, int max_items);

  const ModelInfo& info() const { return info_; }
  int max_items() const { return max_items_; }
  int outputs() const { return network_->outputs(); }  // 1 (binary) or the number of classes
  std::int64_t parameter_count() const { return network_->parameter_count(); }
  /// Writes probabilities [n, outputs] of n waves of clip_samples samples; wave i starts at
  /// waves + i * stride. With labels [n], also writes their losses [n]. All pointers are device
  /// memory; the temperature is applied.
  void score(Stream& stream, int n, const float* waves, std::int64_t stride, float* probabilities,
             const std::int32_t* labels = nullptr, float* loss = nullptr);
  /// Logits [n, outputs] (device memory) of the last score(), with the temperature applied.
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

/// "RUN" or "RUN/model.safetensors" -> the path of the file. Throws Error(data) if there is none.
std::string model_file(const std::string& run_or_file);

}  // namespace canopy
