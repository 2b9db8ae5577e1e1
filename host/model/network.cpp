#include "model/network.h"

#include <algorithm>

#include "base/error.h"
#include "base/trace.h"
#include "model/initialise.h"
#include "model/layers.h"

namespace canopy {
namespace {

constexpr std::int64_t arena_alignment = 16;  // floats: each parameter starts on 64 bytes

std::int64_t padded(std::int64_t count) {
  return (count + arena_alignment - 1) / arena_alignment * arena_alignment;
}

std::size_t float_bytes(std::int64_t count) {
  return static_cast<std::size_t>(count) * sizeof(float);
}

const char* kind_name(LayerKind kind) {
  switch (kind) {
    case LayerKind::conv2d: return "conv2d";
    case LayerKind::batch_norm: return "batch_norm";
    case LayerKind::activation: return "activation";
    case LayerKind::max_pool: return "max_pool";
    case LayerKind::average_pool: return "average_pool";
    case LayerKind::global_average_pool: return "global_average_pool";
    case LayerKind::flatten: return "flatten";
    case LayerKind::dense: return "dense";
    case LayerKind::dropout: return "dropout";
  }
  return "layer";
}

std::string shape_text(const Image& image) {
  if (image.height == 1 && image.width == 1) return std::to_string(image.channels);
  return std::to_string(image.height) + " x " + std::to_string(image.width) + " x " +
         std::to_string(image.channels);
}

/// The config's layers with the output layer behind them.
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
  params.kind = config.type == OptimizerType::sgd     ? OptimizerKind::sgd
                : config.type == OptimizerType::adamw ? OptimizerKind::adamw
                                                      : OptimizerKind::adam;
  params.beta1 = static_cast<float>(config.beta1);
  params.beta2 = static_cast<float>(config.beta2);
  params.epsilon = static_cast<float>(config.epsilon);
  params.epsilon_form = config.epsilon_form == EpsilonFormKind::pytorch ? EpsilonForm::pytorch
                                                                        : EpsilonForm::keras;
  params.momentum = static_cast<float>(config.momentum);
  params.nesterov = config.nesterov;
  params.weight_decay = static_cast<float>(config.weight_decay);
  return params;
}

Network::Network(Backend& backend, const ModelConfig& config, Image input,
                 const NetworkOptions& options)
    : backend_(backend), options_(options), input_(input) {
  const std::vector<LayerConfig> layers = with_output(config.layers, options.outputs);
  LayerContext context{backend,          input, 0,
                       options.max_items, options.training, false,
                       options.training && options.fused_update, options.optimizer, options.seed};
  for (int index = 0; index < static_cast<int>(layers.size());) {
    context.index = index;
    int taken = 1;
    Slot slot;
    slot.layer = make_layer(context, layers, taken);
    for (int k = index; k < index + taken; ++k)
      slot.kind += (k > index ? " + " : "") + std::string(kind_name(layers[k].kind));
    for (Parameter* parameter : slot.layer->parameters()) {
      parameters_.push_back(parameter);
      context.input_gradient = options.training;  // whatever follows has something to teach
    }
    context.input = slot.layer->output();
    slots_.push_back(std::move(slot));
    index += taken;
  }
  plan_memory();
  place_parameters();
  place_activations();
  if (options.training) optimizer_ = backend.make_optimizer(options.optimizer);
}

Network::~Network() = default;

void Network::plan_memory() {
  const std::size_t moments =
      !options_.training ? 0 : options_.optimizer.kind == OptimizerKind::sgd ? 1 : 2;
  for (const Parameter* p : parameters_) {
    const std::size_t copies =
        1 + (p->trainable ? moments + (options_.training && !p->fused_update ? 1 : 0) : 0);
    fixed_bytes_ += copies * float_bytes(padded(p->count()));
  }
  std::size_t all = 0, widest = 0;
  for (const Slot& slot : slots_) {
    if (slot.layer->is_view()) continue;
    const std::size_t bytes = float_bytes(slot.layer->output().size());
    all += bytes;
    widest = std::max(widest, bytes);
  }
  item_bytes_ = options_.training ? all + 2 * widest : 2 * widest;

  const std::size_t free = backend_.info().free_bytes;
  if (memory_bytes() <= free) return;
  const auto gigabytes = [](std::size_t bytes) {
    std::string text = std::to_string(static_cast<double>(bytes) / 1e9);
    return text.substr(0, text.find('.') + 2) + " GB";
  };
  std::string advice = "the parameters alone do not fit";
  if (free > fixed_bytes_ + item_bytes_)
    advice = "the largest batch that fits is " +
             std::to_string((free - fixed_bytes_) / item_bytes_);
  throw Error(ErrorKind::device, "needs " + gigabytes(memory_bytes()) + " on " +
                                     backend_.info().id + ", " + gigabytes(free) + " free; " +
                                     advice);
}

// Big weights updated in their layer's backward lie alone. The others lie in one arena a kind
// (values, gradients, moments), so that one call updates them all.
void Network::place_parameters() {
  const bool training = options_.training;
  const bool second_moment = options_.optimizer.kind != OptimizerKind::sgd;
  const auto take = [&](std::int64_t count) {
    memory_.push_back(backend_.allocate(float_bytes(count)));
    return memory_.back().floats();
  };
  std::int64_t optimised = 0, fixed = 0;
  for (Parameter* p : parameters_)
    if (!p->fused_update) (p->trainable ? optimised : fixed) += padded(p->count());

  float* gradient = nullptr;
  if (optimised > 0) {
    arena_count_ = optimised;
    arena_.value = take(optimised);
    if (training) {
      arena_gradient_ = gradient = take(optimised);
      arena_.m = take(optimised);
      if (second_moment) arena_.v = take(optimised);
    }
  }
  float* fixed_value = fixed > 0 ? take(fixed) : nullptr;
  std::int64_t at = 0, fixed_at = 0;
  for (Parameter* p : parameters_) {
    if (p->fused_update) {
      p->value = take(p->count());
      p->m = take(p->count());
      if (second_moment) p->v = take(p->count());
    } else if (p->trainable) {
      p->value = arena_.value + at;
      if (training) {
        p->gradient = gradient + at;
        p->m = arena_.m + at;
        if (second_moment) p->v = arena_.v + at;
      }
      at += padded(p->count());
    } else {
      p->value = fixed_value + fixed_at;
      fixed_at += padded(p->count());
    }
  }
}

// Training keeps every output for backward; inference needs the last two. Gradients always need
// two: the one that comes in and the one that goes out.
void Network::place_activations() {
  const auto item_floats = [&](const Slot& slot) {
    return slot.layer->output().size() * options_.max_items;
  };
  std::int64_t widest = 0, widest_gradient = 0;
  bool seen_parameters = false;
  for (const Slot& slot : slots_) {
    widest = std::max(widest, item_floats(slot));
    seen_parameters = seen_parameters || !slot.layer->parameters().empty();
    if (seen_parameters && &slot != &slots_.back())
      widest_gradient = std::max(widest_gradient, item_floats(slot));
  }
  std::vector<float*> turns;
  if (!options_.training)
    for (int i = 0; i < 2; ++i) {
      memory_.push_back(backend_.allocate(float_bytes(widest)));
      turns.push_back(memory_.back().floats());
    }
  float* previous = nullptr;
  std::size_t turn = 0;
  for (Slot& slot : slots_) {
    if (slot.layer->is_view()) {
      slot.output = previous;
      continue;
    }
    if (options_.training) {
      memory_.push_back(backend_.allocate(float_bytes(item_floats(slot))));
      slot.output = memory_.back().floats();
    } else {
      slot.output = turns[turn++ % 2];
    }
    previous = slot.output;
  }
  if (options_.training) {
    if (widest_gradient > 0)
      for (Buffer& buffer : gradients_) buffer = backend_.allocate(float_bytes(widest_gradient));
    dlogits_ = backend_.allocate(float_bytes(std::int64_t{options_.outputs} * options_.max_items));
  }
}

void Network::initialise(Stream& stream) {
  if (arena_count_ > 0) {  // with the padding between parameters, which must stay zero
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
    const TraceRange range(slot.kind.c_str());
    slot.layer->forward(pass, training, at, slot.output);
    at = slot.output;
  }
  return at;
}

void Network::backward(const Pass& pass, const float* x) {
  std::size_t first = 0;  // nothing below the first layer with parameters can learn
  while (first < slots_.size() && slots_[first].layer->parameters().empty()) ++first;
  float* dy = dlogits_.floats();
  int turn = 0;
  for (std::size_t i = slots_.size(); i-- > first;) {
    Slot& slot = slots_[i];
    if (slot.layer->is_view()) continue;
    const float* input = i > 0 && slots_[i - 1].output ? slots_[i - 1].output : x;
    float* dx = i > first ? gradients_[turn].floats() : nullptr;
    const TraceRange range(slot.kind.c_str());
    slot.layer->backward(pass, input, slot.output, dy, dx);
    dy = dx;
    turn = 1 - turn;
  }
}

void Network::update(const Pass& pass) {
  if (arena_count_ > 0)
    optimizer_->update(pass.stream, arena_count_, pass.step, arena_gradient_, arena_);
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
    text += slot.kind + " -> " + shape_text(slot.layer->output()) +
            (count > 0 ? ", " + std::to_string(count) + " parameters" : "") + "\n";
  }
  return text + "total " + std::to_string(parameter_count()) + " parameters\n";
}

}  // namespace canopy
