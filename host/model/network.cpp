#include "model/network.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/trace.h"
#include "model/initialise.h"
#include "model/layers.h"
#include "ops/check.h"

namespace canopy {
namespace {

std::string shape_text(const Image& image) {
  if (image.height == 1 && image.width == 1) return std::to_string(image.channels);
  return fmt::format("{} x {} x {}", image.height, image.width, image.channels);
}

/// The config's layers followed by the output layer.
std::vector<LayerConfig> with_output(std::vector<LayerConfig> layers, int outputs) {
  LayerConfig output;
  output.kind = LayerKind::dense;
  output.units = outputs;
  layers.push_back(output);
  return layers;
}

}  // namespace

OptimizerParams optimizer_params(const OptimizerConfig& config) {
  OptimizerParams params;
  params.kind = config.type;
  params.beta1 = static_cast<float>(config.beta1);
  params.beta2 = static_cast<float>(config.beta2);
  params.epsilon = static_cast<float>(config.epsilon);
  params.epsilon_form = config.epsilon_form;
  params.momentum = static_cast<float>(config.momentum);
  params.nesterov = config.nesterov;
  params.weight_decay = static_cast<float>(config.weight_decay);
  return params;
}

namespace {

/// Throws Error(config) if a batch is larger than the ops support, whatever the memory. No layer's
/// image is larger than the input.
void check_batch(const Image& input, int items) {
  const std::int64_t max_items = max_batch_pixels / (input.height * input.width);
  if (items > max_items)
    throw Error(ErrorKind::config,
                fmt::format("/train/batch_size: expected at most {} for images of {} x {}, got {}",
                            max_items, input.height, input.width, items));
}

}  // namespace

Network::Network(Backend& backend, const ModelConfig& config, Image input,
                 const NetworkOptions& options)
    : backend_(backend), options_(options), input_(input) {
  check_batch(input, options.max_items);
  const std::vector<LayerConfig> layers = with_output(config.layers, options.outputs);
  const std::size_t free = backend.info().free_bytes;
  try {
    make_layers(layers, options.max_items);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::device) throw;
    // The ops' workspaces alone are too large. Layers for one item give the other sizes.
    make_layers(layers, 1);
    if (options.training) plan_gradients();
    count_bytes();
    throw Error(ErrorKind::device, fmt::format("{}; {}", error.what(), advice(free, layers)));
  }
  if (options.training) plan_gradients();
  count_bytes();
  check_memory(free, layers);
  place_parameters();
  place_activations();
  if (!options.training) return;
  optimizer_ = backend.make_optimizer(options.optimizer);
  if (options.clip_norm > 0) place_clip();
}

Network::~Network() = default;

void Network::make_layers(const std::vector<LayerConfig>& layers, int max_items) {
  slots_.clear();
  parameters_.clear();
  const std::size_t before = backend_.allocated_bytes();
  LayerContext context{backend_,
                       input_,
                       0,
                       max_items,
                       options_.training,
                       false,
                       options_.training && options_.fused_update,
                       options_.training && options_.clip_norm > 0,
                       options_.optimizer,
                       options_.seed};
  for (int index = 0; index < static_cast<int>(layers.size());) {
    context.index = index;
    int fused = 1;
    Slot slot;
    slot.layer = make_layer(context, layers, fused);
    for (int k = index; k < index + fused; ++k)
      slot.name += (k > index ? " + " : "") + std::string(layer_name(layers[k].kind));
    for (Parameter* parameter : slot.layer->parameters()) {
      parameters_.push_back(parameter);
      context.input_gradient = options_.training;  // later layers must pass their gradient down
    }
    slot.input = context.input;
    slot.output_size = slot.layer->output().size();
    context.input = slot.layer->output();
    slots_.push_back(std::move(slot));
    index += fused;
  }
  workspace_bytes_ = backend_.allocated_bytes() - before;
}

void Network::initialise(Stream& stream) {
  if (arena_count_ > 0) {  // including the padding between parameters, which must stay zero
    backend_.zero(stream, arena_.value, float_bytes(arena_count_));
    if (options_.training) {
      backend_.zero(stream, const_cast<float*>(arena_gradient_), float_bytes(arena_count_));
      backend_.zero(stream, arena_.m, float_bytes(arena_count_));
      if (arena_.v) backend_.zero(stream, arena_.v, float_bytes(arena_count_));
    }
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& p = *parameters_[i];
    initialise_parameter(backend_, stream, p, options_.seed, i);
    if (p.fused_update) {
      backend_.zero(stream, p.m, float_bytes(p.count()));
      if (p.v) backend_.zero(stream, p.v, float_bytes(p.count()));
    }
  }
}

const float* Network::forward(const Pass& pass, bool training, const float* x) {
  const float* at = x;
  for (Slot& slot : slots_) {
    if (slot.layer->is_view()) continue;
    const TraceRange range(slot.name.c_str());
    slot.layer->forward(pass, training, at, slot.output);
    at = slot.output;
  }
  return at;
}

void Network::backward(const Pass& pass, const float* x) {
  backward_x_ = x;
  float* dy = dlogits_.floats();
  for (std::size_t i = slots_.size(); i-- > first_;) {
    Slot& slot = slots_[i];
    if (slot.layer->is_view()) continue;
    const float* input = input_of(i);
    float* dx = i > first_ ? slot.input_gradient : nullptr;
    const TraceRange range(slot.name.c_str());
    slot.layer->backward(pass, input, slot.output, dy, dx);
    dy = dx;
  }
}

void Network::update(const Pass& pass) {
  const float* scale = nullptr;
  if (clip_) {
    scale = clip_scale_.floats();
    clip_->run(pass.stream, arena_count_, arena_gradient_, square_count_, squares_.as<double>(),
               clip_scale_.floats());
    for (std::size_t i = first_; i < slots_.size(); ++i)
      slots_[i].layer->update(pass, input_of(i), scale);
  }
  if (arena_count_ > 0)
    optimizer_->update(pass.stream, arena_count_, pass.step, arena_gradient_, arena_, scale);
}

void Network::prepare(int n) {
  if (n < 1 || n >= options_.max_items) return;
  for (const Slot& slot : slots_) slot.layer->prepare(n);
}

const float* Network::input_of(std::size_t slot) const {
  return slot > 0 && slots_[slot - 1].output ? slots_[slot - 1].output : backward_x_;
}

std::int64_t Network::parameter_count() const {
  std::int64_t count = 0;
  for (const Parameter* p : parameters_)
    if (p->trainable) count += p->count();
  return count;
}

std::string Network::summary() const {
  std::string text = "input " + shape_text(input_) + "\n";
  for (const Slot& slot : slots_) {
    std::int64_t count = 0;
    for (const Parameter* p : slot.layer->parameters())
      if (p->trainable) count += p->count();
    text += fmt::format("{} -> {}{}\n", slot.name, shape_text(slot.layer->output()),
                        count > 0 ? fmt::format(", {} parameters", count) : "");
  }
  return text + fmt::format("total {} parameters\n", parameter_count());
}

}  // namespace canopy
