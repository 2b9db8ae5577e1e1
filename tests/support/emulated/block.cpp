// A fiber runs the threads of a block one after another as long as they end without waiting. A
// thread that waits keeps its fiber, and another fiber continues with the remaining threads. Thus a
// kernel without barriers is as fast as a loop.
#include "support/emulated/block.h"

#include <ucontext.h>

#include <algorithm>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define CANOPY_FIBER_SANITIZER 1
#else
#define CANOPY_FIBER_SANITIZER 0
#endif

namespace canopy::emulated {
namespace {

constexpr std::size_t stack_bytes = 256 << 10;
constexpr unsigned warp_size = 32;

struct Fiber {
  ucontext_t context{};
  std::unique_ptr<char[]> stack{new char[stack_bytes]};
  void* fake_stack = nullptr;  // for AddressSanitizer, while another fiber runs
};

enum class State { waiting_to_start, running, at_block_barrier, at_warp_barrier, ended };

struct Thread {
  State state = State::waiting_to_start;
  Fiber* fiber = nullptr;
  unsigned mask = 0;            // of the warp barrier that it waits at
  std::uint64_t given[2] = {};  // values for the warp's exchanges, used alternately
  unsigned exchanges = 0;
};

class Block {
 public:
  bool run(const Position& block, std::size_t shared_bytes, const std::function<void()>& body,
           bool backwards, std::string& why);

  const Position& position() const { return position_; }
  void* shared() { return shared_.data(); }
  void wait(State state, unsigned mask);
  std::uint64_t exchange(unsigned mask, std::uint64_t mine, unsigned source);

 private:
  static void prepare(Fiber& fiber);
  static void enter();
  void work();
  void resume(int index);
  bool release();
  bool release_warp(unsigned first);
  void enter_fiber(Fiber& fiber);
  void leave_fiber(Fiber& fiber, bool keep);
  void place(int index);
  void fail(const std::string& why) {
    if (why_.empty()) why_ = why;
  }
  int number(unsigned turn) const {
    return static_cast<int>(backwards_ ? threads_.size() - 1 - turn : turn);
  }

  Position position_;
  std::vector<Thread> threads_;
  std::vector<char> shared_;
  const std::function<void()>* body_ = nullptr;
  bool backwards_ = false;
  unsigned started_ = 0, ended_ = 0;
  int current_ = -1;
  std::string why_;

  ucontext_t scheduler_{};
  void* scheduler_fake_stack_ = nullptr;
  const void* scheduler_stack_ = nullptr;
  std::size_t scheduler_stack_bytes_ = 0;
  std::vector<std::unique_ptr<Fiber>> fibers_, abandoned_;
  std::vector<Fiber*> idle_;
  Fiber* entered_ = nullptr;
};

Block& block() {
  static Block one;
  return one;
}

void Block::place(int index) {
  current_ = index;
  const auto i = static_cast<unsigned>(index);
  const dim3& size = position_.block_size;
  position_.thread = dim3(i % size.x, i / size.x % size.y, i / (size.x * size.y));
}

void Block::enter_fiber(Fiber& fiber) {
  entered_ = &fiber;
#if CANOPY_FIBER_SANITIZER
  __sanitizer_start_switch_fiber(&scheduler_fake_stack_, fiber.stack.get(), stack_bytes);
#endif
  swapcontext(&scheduler_, &fiber.context);
#if CANOPY_FIBER_SANITIZER
  __sanitizer_finish_switch_fiber(scheduler_fake_stack_, nullptr, nullptr);
#endif
}

void Block::leave_fiber(Fiber& fiber, bool keep) {
#if CANOPY_FIBER_SANITIZER
  __sanitizer_start_switch_fiber(keep ? &fiber.fake_stack : nullptr, scheduler_stack_,
                                 scheduler_stack_bytes_);
#endif
  swapcontext(&fiber.context, &scheduler_);
#if CANOPY_FIBER_SANITIZER
  __sanitizer_finish_switch_fiber(fiber.fake_stack, &scheduler_stack_, &scheduler_stack_bytes_);
#endif
  static_cast<void>(keep);
}

void Block::prepare(Fiber& fiber) {
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack.get();
  fiber.context.uc_stack.ss_size = stack_bytes;
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, &Block::enter, 0);
}

void Block::enter() {
#if CANOPY_FIBER_SANITIZER
  __sanitizer_finish_switch_fiber(nullptr, &block().scheduler_stack_,
                                  &block().scheduler_stack_bytes_);
#endif
  block().work();
}

/// A fiber's main loop: runs the threads that have not been started, one after another; then idles.
void Block::work() {
  Fiber& mine = *entered_;
  while (true) {
    while (started_ < threads_.size()) {
      const int index = number(started_++);
      place(index);
      threads_[static_cast<std::size_t>(index)].state = State::running;
      threads_[static_cast<std::size_t>(index)].fiber = &mine;
      (*body_)();
      threads_[static_cast<std::size_t>(current_)].state = State::ended;
      ++ended_;
      // If the thread has waited, all threads were started before and the scheduler continues.
      if (started_ == threads_.size()) break;
    }
    idle_.push_back(&mine);
    leave_fiber(mine, true);
  }
}

void Block::wait(State state, unsigned mask) {
  Thread& me = threads_[static_cast<std::size_t>(current_)];
  me.state = state;
  me.mask = mask;
  Fiber& mine = *me.fiber;
  leave_fiber(mine, true);
}

void Block::resume(int index) {
  place(index);
  threads_[static_cast<std::size_t>(index)].state = State::running;
  enter_fiber(*threads_[static_cast<std::size_t>(index)].fiber);
}

std::uint64_t Block::exchange(unsigned mask, std::uint64_t mine, unsigned source) {
  const int index = current_;
  Thread& me = threads_[static_cast<std::size_t>(index)];
  const unsigned turn = me.exchanges++ % 2;  // the next exchange may start before all have read
  me.given[turn] = mine;
  const std::size_t other = static_cast<std::size_t>(index) / warp_size * warp_size + source;
  if (!(mask >> source & 1) || other >= threads_.size()) {
    fail("a shuffle reads lane " + std::to_string(source) + ", which does not take part in it");
    return mine;
  }
  wait(State::at_warp_barrier, mask);
  return threads_[other].given[turn];
}

/// Resumes the threads of a warp for which all lanes of their mask have arrived. Returns whether
/// there were any.
bool Block::release_warp(unsigned first) {
  bool any = false;
  const unsigned last =
      std::min<unsigned>(first + warp_size, static_cast<unsigned>(threads_.size()));
  for (unsigned t = first; t < last; ++t) {
    if (threads_[t].state != State::at_warp_barrier) continue;
    const unsigned mask = threads_[t].mask;
    bool all = true;
    for (unsigned other = first; other < last; ++other) {
      if (!(mask >> (other - first) & 1)) continue;
      const Thread& o = threads_[other];
      if (o.state == State::ended) fail("a lane in a warp's mask has already left the kernel");
      all = all && o.state == State::at_warp_barrier && o.mask == mask;
    }
    if (!all) continue;
    std::vector<int> ready;
    for (unsigned other = first; other < last; ++other)
      if (mask >> (other - first) & 1) ready.push_back(static_cast<int>(other));
    if (backwards_) std::reverse(ready.begin(), ready.end());
    for (int index : ready) threads_[static_cast<std::size_t>(index)].state = State::running;
    for (int index : ready) resume(index);
    any = true;
  }
  return any;
}

/// Resumes all threads that can continue. Returns whether there were any.
bool Block::release() {
  bool any = false;
  for (unsigned first = 0; first < threads_.size(); first += warp_size)
    while (why_.empty() && release_warp(first)) any = true;
  if (any || !why_.empty()) return any;
  std::vector<int> waiting;
  for (unsigned turn = 0; turn < threads_.size(); ++turn)
    if (threads_[static_cast<std::size_t>(number(turn))].state == State::at_block_barrier)
      waiting.push_back(number(turn));
  if (waiting.size() + ended_ < threads_.size()) return false;
  for (int index : waiting) threads_[static_cast<std::size_t>(index)].state = State::running;
  for (int index : waiting) resume(index);
  return !waiting.empty();
}

bool Block::run(const Position& block, std::size_t shared_bytes, const std::function<void()>& body,
                bool backwards, std::string& why) {
  position_ = block;
  const dim3& size = block.block_size;
  threads_.assign(static_cast<std::size_t>(size.x) * size.y * size.z, Thread());
  shared_.assign(shared_bytes, static_cast<char>(0xff));  // NaN reveals unwritten memory
  body_ = &body;
  backwards_ = backwards;
  started_ = ended_ = 0;
  why_.clear();
  while (started_ < threads_.size()) {
    if (idle_.empty()) {
      fibers_.push_back(std::make_unique<Fiber>());
      prepare(*fibers_.back());
      idle_.push_back(fibers_.back().get());
    }
    Fiber* fiber = idle_.back();
    idle_.pop_back();
    enter_fiber(*fiber);
  }
  while (why_.empty() && ended_ < threads_.size())
    if (!release()) fail("only some threads of a block reached a barrier");
  if (!why_.empty() && ended_ < threads_.size()) {
    // The fibers hold threads that will never end, so they must not be entered again.
    idle_.clear();
    for (auto& fiber : fibers_) abandoned_.push_back(std::move(fiber));
    fibers_.clear();
  }
  why = why_;
  return why_.empty();
}

}  // namespace

bool run_block(const Position& at, std::size_t shared_bytes, const std::function<void()>& body,
               bool backwards, std::string& why) {
  return block().run(at, shared_bytes, body, backwards, why);
}

const Position& position() {
  return block().position();
}
void* dynamic_shared() {
  return block().shared();
}
void block_barrier() {
  block().wait(State::at_block_barrier, 0);
}
void warp_barrier(unsigned mask) {
  const unsigned lane_now = lane();
  block().exchange(mask, 0, lane_now);
}
std::uint64_t exchange(unsigned mask, std::uint64_t mine, unsigned source) {
  return block().exchange(mask, mine, source);
}

}  // namespace canopy::emulated
