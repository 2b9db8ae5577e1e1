#include "base/trace.h"

#include <atomic>

namespace canopy {
namespace {
std::atomic<const Tracer*> installed{nullptr};
}  // namespace

void set_tracer(const Tracer* tracer) { installed.store(tracer, std::memory_order_release); }

TraceRange::TraceRange(const char* name) : tracer_(installed.load(std::memory_order_acquire)) {
  if (tracer_) tracer_->begin(name);
}

TraceRange::~TraceRange() {
  if (tracer_) tracer_->end();
}

}  // namespace canopy
