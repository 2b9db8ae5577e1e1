// What a network needs of the device's memory and where in it everything lies.
#include <algorithm>

#include "base/error.h"
#include "model/network.h"

namespace canopy {
namespace {

constexpr std::int64_t arena_alignment = 16;  // floats: each parameter starts on 64 bytes

std::int64_t padded(std::int64_t count) {
  return (count + arena_alignment - 1) / arena_alignment * arena_alignment;
}

std::size_t float_bytes(std::int64_t count) {
  return static_cast<std::size_t>(count) * sizeof(float);
}

bool updates_late(Layer& layer) {
  for (const Parameter* parameter : layer.parameters())
    if (parameter->fused_update) return true;
  return false;
}

}  // namespace

// From the loss down: each layer's dx goes where its dy does not lie.
void Network::plan_gradients() {
  // nothing below the first layer with parameters can learn
  while (first_ < slots_.size() && slots_[first_].layer->parameters().empty()) ++first_;
  int turn = 0;
  bool kept = false;  // the next layer up reads its input once more, after all of backward
  for (std::size_t i = slots_.size(); i-- > first_ + 1;) {
    Slot& slot = slots_[i];
    if (slot.layer->is_view()) continue;
    const bool replaces = slot.layer->input_gradient_may_replace_output() && !kept;
    kept = options_.clip_norm > 0 && updates_late(*slot.layer);
    if (replaces) {
      slot.output_size = std::max(slot.output_size, slot.input.size());
      continue;
    }
    slot.gradient_buffer = turn;
    gradient_sizes_[turn] = std::max(gradient_sizes_[turn], slot.input.size());
    turn = 1 - turn;
  }
}

void Network::count_bytes() {
  const std::size_t moments = !options_.training                              ? 0
                              : options_.optimizer.kind == OptimizerKind::sgd ? 1
                                                                              : 2;
  for (const Parameter* p : parameters_) {
    const std::size_t copies =
        1 + (p->trainable ? moments + (options_.training && !p->fused_update ? 1 : 0) : 0);
    fixed_bytes_ += copies * float_bytes(padded(p->count()));
  }
  std::int64_t all = 0, widest = 0;
  for (const Slot& slot : slots_) {
    if (slot.layer->is_view()) continue;
    all += slot.output_size;
    widest = std::max(widest, slot.output_size);
  }
  item_bytes_ =
      float_bytes(options_.training ? all + gradient_sizes_[0] + gradient_sizes_[1] : 2 * widest);
}

// The ops have taken their workspaces by now, from what was free before. What else has gone since
// then, to the libraries' own handles, is not free either.
void Network::check_memory(std::size_t free_before, const std::vector<LayerConfig>& layers) {
  const std::size_t free = std::min(free_before, backend_.info().free_bytes + workspace_bytes_);
  const std::size_t needed = memory_bytes();
  if (needed <= free) return;
  const auto gigabytes = [](std::size_t bytes) {
    std::string text = std::to_string(static_cast<double>(bytes) / 1e9);
    return text.substr(0, text.find('.') + 2) + " GB";
  };
  throw Error(ErrorKind::device, "needs " + gigabytes(needed) + " on " + backend_.info().id + ", " +
                                     gigabytes(free) + " free; " + advice(free, layers));
}

std::string Network::advice(std::size_t free, const std::vector<LayerConfig>& layers) {
  if (free < fixed_bytes_) return "the parameters alone do not fit";
  const std::size_t batch = largest_batch(free, layers);
  return batch > 0 ? "the largest batch that fits is " + std::to_string(batch)
                   : "not even a batch of 1 fits";
}

// How the ops' workspaces grow with the batch is their own business, so they are made for batches
// between 0, for which the parameters may not fit, and what would fit without any. The layers are
// lost: this is for a network that is refused.
std::size_t Network::largest_batch(std::size_t free, const std::vector<LayerConfig>& layers) {
  const auto fits = [&](std::size_t batch) {
    try {
      make_layers(layers, static_cast<int>(batch));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::device) return false;  // not even the workspaces
      throw;
    }
    return fixed_bytes_ + item_bytes_ * batch + workspace_bytes_ <= free;
  };
  std::size_t fitting = 0;
  std::size_t beyond = std::min<std::size_t>((free - fixed_bytes_) / item_bytes_ + 1,
                                             static_cast<std::size_t>(options_.max_items));
  if (beyond > 1 && fits(beyond - 1)) return beyond - 1;  // as a rule, workspaces are small
  while (fitting + 1 < beyond) {
    const std::size_t batch = fitting + (beyond - fitting) / 2;
    (fits(batch) ? fitting : beyond) = batch;
  }
  return fitting;
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

// Training keeps every output for backward; inference needs the last two.
void Network::place_activations() {
  const auto take = [&](std::int64_t item_floats) {
    return backend_.allocate(float_bytes(item_floats * options_.max_items));
  };
  std::vector<float*> turns;
  if (!options_.training) {
    std::int64_t widest = 0;
    for (const Slot& slot : slots_) widest = std::max(widest, slot.output_size);
    for (int i = 0; i < 2; ++i) {
      memory_.push_back(take(widest));
      turns.push_back(memory_.back().floats());
    }
  }
  float* previous = nullptr;
  std::size_t turn = 0;
  for (Slot& slot : slots_) {
    if (slot.layer->is_view()) {
      slot.output = previous;
      continue;
    }
    if (options_.training) {
      memory_.push_back(take(slot.output_size));
      slot.output = memory_.back().floats();
    } else {
      slot.output = turns[turn++ % 2];
    }
    previous = slot.output;
  }
  if (!options_.training) return;
  for (int i = 0; i < 2; ++i) gradients_[i] = take(gradient_sizes_[i]);
  dlogits_ = take(options_.outputs);
  for (Slot& slot : slots_)
    slot.input_gradient =
        slot.gradient_buffer == none ? slot.output : gradients_[slot.gradient_buffer].floats();
}

// The padding between the small parameters must count as zero, also where a run is resumed and
// nothing initialises them.
void Network::place_clip() {
  std::vector<Parameter*> unstored;
  for (Parameter* p : parameters_)
    if (p->fused_update) unstored.push_back(p);
  square_count_ = static_cast<int>(unstored.size());
  squares_ = backend_.allocate(unstored.size() * sizeof(double));
  for (std::size_t i = 0; i < unstored.size(); ++i) unstored[i]->square = squares_.as<double>() + i;
  clip_scale_ = backend_.allocate(sizeof(float));
  clip_ = backend_.make_gradient_clip({options_.clip_norm, arena_count_});
  const std::unique_ptr<Stream> stream = backend_.make_stream();
  backend_.zero(*stream, const_cast<float*>(arena_gradient_), float_bytes(arena_count_));
  stream->synchronize();
}

}  // namespace canopy
