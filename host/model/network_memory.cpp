// How much device memory a network needs, and where everything is placed in it.
#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "model/network.h"

namespace canopy {
namespace {

constexpr std::int64_t arena_alignment = 16;  // floats: each parameter starts on 64 bytes

std::int64_t padded(std::int64_t count) {
  return (count + arena_alignment - 1) / arena_alignment * arena_alignment;
}

bool has_fused_update(Layer& layer) {
  for (const Parameter* parameter : layer.parameters())
    if (parameter->fused_update) return true;
  return false;
}

}  // namespace

// From the last layer to the first: dx goes to the buffer that does not hold dy.
void Network::plan_gradients() {
  // layers before the first one with parameters need no gradient
  while (first_ < slots_.size() && slots_[first_].layer->parameters().empty()) ++first_;
  int turn = 0;
  bool kept = false;  // the next layer reads its input again in update()
  for (std::size_t i = slots_.size(); i-- > first_ + 1;) {
    Slot& slot = slots_[i];
    if (slot.layer->is_view()) continue;
    const bool replaces = slot.layer->input_gradient_may_replace_output() && !kept;
    kept = options_.clip_norm > 0 && has_fused_update(*slot.layer);
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

// The workspaces of the ops are allocated already, from the memory that was free before. Memory
// that other things took since then, such as library handles, is not free either.
void Network::check_memory(std::size_t free_before, const std::vector<LayerConfig>& layers) {
  const std::size_t free = std::min(free_before, backend_.info().free_bytes + workspace_bytes_);
  const std::size_t needed = memory_bytes();
  if (needed <= free) return;
  const auto gigabytes = [](std::size_t bytes) {  // rounded down
    return fmt::format("{}.{} GB", bytes / 1'000'000'000, bytes / 100'000'000 % 10);
  };
  throw Error(ErrorKind::device,
              fmt::format("the network needs {} on {}, which has {} free; {}", gigabytes(needed),
                          backend_.info().id, gigabytes(free), advice(free, layers)));
}

std::string Network::advice(std::size_t free, const std::vector<LayerConfig>& layers) {
  if (free < fixed_bytes_) return "the parameters alone do not fit";
  const std::size_t batch = largest_batch(free, layers);
  return batch > 0 ? fmt::format("the largest batch that fits is {}", batch)
                   : "not even a batch of 1 fits";
}

// How the ops' workspaces grow with the batch size is not known here, so a binary search makes the
// layers for batch sizes from 1 to the largest one that would fit without workspaces. This destroys
// the layers; it is called only when the network is about to be rejected.
std::size_t Network::largest_batch(std::size_t free, const std::vector<LayerConfig>& layers) {
  const auto fits = [&](std::size_t batch) {
    try {
      make_layers(layers, static_cast<int>(batch));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::device) return false;  // the workspaces alone do not fit
      throw;
    }
    return fixed_bytes_ + item_bytes_ * batch + workspace_bytes_ <= free;
  };
  std::size_t fitting = 0;
  std::size_t too_large = std::min<std::size_t>((free - fixed_bytes_) / item_bytes_ + 1,
                                                static_cast<std::size_t>(options_.max_items));
  if (too_large > 1 && fits(too_large - 1)) return too_large - 1;  // usually workspaces are small
  while (fitting + 1 < too_large) {
    const std::size_t batch = fitting + (too_large - fitting) / 2;
    (fits(batch) ? fitting : too_large) = batch;
  }
  return fitting;
}

// Parameters with a fused update have memory of their own. All others share one arena each for
// values, gradients and moments, so that one call updates them all.
void Network::place_parameters() {
  const bool training = options_.training;
  const bool second_moment = options_.optimizer.kind != OptimizerKind::sgd;
  const auto allocate = [&](std::int64_t count) {
    memory_.push_back(allocate_floats(backend_, count));
    return memory_.back().floats();
  };
  std::int64_t optimised = 0, fixed = 0;
  for (Parameter* p : parameters_)
    if (!p->fused_update) (p->trainable ? optimised : fixed) += padded(p->count());

  float* gradient = nullptr;
  if (optimised > 0) {
    arena_count_ = optimised;
    arena_.value = allocate(optimised);
    if (training) {
      arena_gradient_ = gradient = allocate(optimised);
      arena_.m = allocate(optimised);
      if (second_moment) arena_.v = allocate(optimised);
    }
  }
  float* fixed_value = fixed > 0 ? allocate(fixed) : nullptr;
  std::int64_t at = 0, fixed_at = 0;
  for (Parameter* p : parameters_) {
    if (p->fused_update) {
      p->value = allocate(p->count());
      p->m = allocate(p->count());
      if (second_moment) p->v = allocate(p->count());
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

// Training keeps every output for backward; inference needs only the last two.
void Network::place_activations() {
  const auto allocate = [&](std::int64_t item_floats) {
    return allocate_floats(backend_, item_floats * options_.max_items);
  };
  std::vector<float*> turns;
  if (!options_.training) {
    std::int64_t widest = 0;
    for (const Slot& slot : slots_) widest = std::max(widest, slot.output_size);
    for (int i = 0; i < 2; ++i) {
      memory_.push_back(allocate(widest));
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
      memory_.push_back(allocate(slot.output_size));
      slot.output = memory_.back().floats();
    } else {
      slot.output = turns[turn++ % 2];
    }
    previous = slot.output;
  }
  if (!options_.training) return;
  for (int i = 0; i < 2; ++i) gradients_[i] = allocate(gradient_sizes_[i]);
  dlogits_ = allocate(options_.outputs);
  for (Slot& slot : slots_)
    slot.input_gradient =
        slot.gradient_buffer == none ? slot.output : gradients_[slot.gradient_buffer].floats();
}

// The norm includes the padding between the parameters in the arena, so it must be zero, also in a
// resumed run, which does not call initialise().
void Network::place_clip() {
  std::vector<Parameter*> unstored;
  for (Parameter* p : parameters_)
    if (p->fused_update) unstored.push_back(p);
  square_count_ = static_cast<int>(unstored.size());
  squares_ = backend_.allocate(unstored.size() * sizeof(double));
  for (std::size_t i = 0; i < unstored.size(); ++i) unstored[i]->square = squares_.as<double>() + i;
  clip_scale_ = allocate_floats(backend_, 1);
  clip_ = backend_.make_gradient_clip({options_.clip_norm, arena_count_});
  const std::unique_ptr<Stream> stream = backend_.make_stream();
  backend_.zero(*stream, const_cast<float*>(arena_gradient_), float_bytes(arena_count_));
  stream->synchronize();
}

}  // namespace canopy
