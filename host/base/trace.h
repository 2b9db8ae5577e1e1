// Names what a thread is doing ("decode", "forward"), for a profiler to show. Without one that
// listens a range costs a load.
#pragma once

namespace canopy {

/// Where the names go: the CUDA module installs NVTX, which Nsight shows.
struct Tracer {
  void (*begin)(const char* name) noexcept;
  void (*end)() noexcept;
};

/// Installs a tracer for the rest of the process; it must live as long.
void set_tracer(const Tracer* tracer);

/// A named stretch of the calling thread's time; ranges nest.
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
