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

}  // namespace

// From the loss down: each layer's dx goes where its dy does not lie.
void Network::plan_gradients() {
  // nothing below the first layer with parameters can learn
  while (first_ < slots_.size() && slots_[first_].layer->parameters().empty()) ++first_;
  int turn = 0;
  for (std::size_t i = slots_.size(); i-- > first_ + 1;) {
    Slot& slot = slots_[i];
    if (slot.layer->is_view()) continue;
    if (slot.layer->input_gradient_may_replace_output()) {
      slot.output_size = std::max(slot.output_size, slot.input.size());
      continue;
    }
    slot.gradient_buffer = turn;
    gradient_sizes_[turn] = std::max(gradient_sizes_[turn], slot.input.size());
    turn = 1 - turn;
  }
}

void Network::plan_memory() {
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

  const std::size_t free = backend_.info().free_bytes;
  if (memory_bytes() <= free) return;
  const auto gigabytes = [](std::size_t bytes) {
    std::string text = std::to_string(static_cast<double>(bytes) / 1e9);
    return text.substr(0, text.find('.') + 2) + " GB";
  };
  std::string advice = "the parameters alone do not fit";
  if (free > fixed_bytes_ + item_bytes_)
    advice =
        "the largest batch that fits is " + std::to_string((free - fixed_bytes_) / item_bytes_);
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

}  // namespace canopy
