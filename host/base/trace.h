// Names what a thread is doing ("decode", "forward"), for a profiler to show. Without a profiler, a
// range costs one atomic load.
#pragma once

namespace canopy {

/// Receives the names: the CUDA module installs one for NVTX, which Nsight shows.
struct Tracer {
  void (*begin)(const char* name) noexcept;
  void (*end)() noexcept;
};

/// Installs a tracer, which must outlive the process's last range.
void set_tracer(const Tracer* tracer);

/// Names what the calling thread does during the object's lifetime; ranges may nest.
class TraceRange {
 public:
  explicit TraceRange(const char* name);
  ~TraceRange();
  TraceRange(const TraceRange&) = delete;
  TraceRange& operator=(const TraceRange&) = delete;

 private:
  const Tracer* tracer_;
};

}  // namespace canopy
