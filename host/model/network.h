// The network: a sequence of layers with their parameters, activations and gradients.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/layer.h"
#include "model/parameter.h"
#include "ops/backend.h"
#include "ops/gradient_clip.h"
#include "ops/optimizer.h"

namespace canopy {

struct NetworkOptions {
  int outputs = 1;  // units of the output layer, which is added to the config's layers
  int max_items = 16;
  bool training = false;  // false: no gradients, no optimizer state, two activation buffers
  bool fused_update = true;
  double clip_norm = 0;  // max norm of all gradients together; 0: no clipping
  OptimizerParams optimizer;
  std::uint64_t seed = 0;  // of the initial weights and of dropout
};

class Network {
 public:
  /// Makes all layers and allocates the memory. Throws Error(config) if the layers do not fit
  /// together, and Error(device) if the device has too little memory.
  Network(Backend& backend, const ModelConfig& config, Image input, const NetworkOptions& options);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// Glorot-uniform kernels from Philox(seed, parameter, element), zero biases, fresh state.
  void initialise(Stream& stream);
  /// x [n, input] -> logits [n, outputs] in device memory, valid until the next forward.
  const float* forward(const Pass& pass, bool training, const float* x);
  /// After forward(training), with the loss gradient in dlogits(): computes all gradients and does
  /// the fused updates.
  void backward(const Pass& pass, const float* x);
  /// Updates the parameters that backward has not updated. With clip_norm these are all parameters,
  /// and backward's x must still be in memory, unchanged.
  void update(const Pass& pass);
  /// Prepares for batches of n items before the first one; max_items need no preparation.
  void prepare(int n);
  /// [n, outputs], to be written by the loss.
  float* dlogits() const { return dlogits_.floats(); }

  /// Every parameter, in the order of the layers; values and optimizer state are device memory.
  const std::vector<Parameter*>& parameters() const { return parameters_; }
  std::int64_t parameter_count() const;  // trainable ones
  int outputs() const { return options_.outputs; }
  const NetworkOptions& options() const { return options_; }
  /// Device memory of parameters, optimizer state, activations, gradients and workspaces.
  std::size_t memory_bytes() const {
    return fixed_bytes_ + item_bytes_ * options_.max_items + workspace_bytes_;
  }
  /// One line per layer: name, output shape and number of parameters.
  std::string summary() const;

 private:
  void make_layers(const std::vector<LayerConfig>& layers, int max_items);
  void plan_gradients();
  void count_bytes();
  void check_memory(std::size_t free_before, const std::vector<LayerConfig>& layers);
  std::string advice(std::size_t free, const std::vector<LayerConfig>& layers);
  std::size_t largest_batch(std::size_t free, const std::vector<LayerConfig>& layers);
  void place_clip();
  const float* input_of(std::size_t slot) const;
  void place_parameters();
  void place_activations();

  struct Slot {  // a layer with the memory of its output and input gradient
    std::unique_ptr<Layer> layer;
    std::string name;              // "batch_norm + max_pool" for fused layers
    Image input;                   // of one item
    float* output = nullptr;       // for a view: the previous output
    std::int64_t output_size = 0;  // floats per item; larger if the input gradient replaces it
    float* input_gradient = nullptr;
    int gradient_buffer = none;  // index in gradients_; none: the output's memory is reused
  };
  static constexpr int none = -1;

  Backend& backend_;
  NetworkOptions options_;
  std::size_t fixed_bytes_ = 0;      // independent of the batch size
  std::size_t item_bytes_ = 0;       // per item of a batch
  std::size_t workspace_bytes_ = 0;  // allocated by the ops
  Image input_;
  std::vector<Slot> slots_;
  std::size_t first_ = 0;  // the first slot with parameters
  std::vector<Parameter*> parameters_;
  std::vector<Buffer> memory_;  // fused weights, the arena of all others, activations
  ParameterState arena_{};      // all parameters without fused update: one update for all
  const float* arena_gradient_ = nullptr;
  std::int64_t arena_count_ = 0;
  Buffer gradients_[2];                  // dy and dx, alternating
  std::int64_t gradient_sizes_[2] = {};  // floats per item
  Buffer dlogits_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<GradientClip> clip_;  // null without clip_norm
  Buffer squares_, clip_scale_;         // squared norms of unstored gradients; the clip factor
  int square_count_ = 0;
  const float* backward_x_ = nullptr;  // of the last backward
};

/// The optimizer's parameters from the config.
OptimizerParams optimizer_params(const OptimizerConfig& config);

}  // namespace canopy
