#include "cpu/backend.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <omp.h>

#if __has_include(<oneapi/dnnl/dnnl.hpp>)
#include <oneapi/dnnl/dnnl.hpp>
#else
#include <dnnl.hpp>
#endif

#include "base/error.h"
#include "base/machine.h"
#include "cpu/parallel.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

}  // namespace

/// Heap memory. Large blocks are backed by huge pages: a training step walks through gigabytes, and
/// with 4 kB pages it would spend much of its time on page table walks.
class CpuMemory final : public Deallocator {
 public:
  void* allocate(std::size_t bytes) {
    allocated_ += bytes;
    if (bytes < huge_page) return std::aligned_alloc(64, (bytes + 63) / 64 * 64);
    const std::size_t rounded = (bytes + huge_page - 1) / huge_page * huge_page;
    void* data = std::aligned_alloc(huge_page, rounded);
    if (data) madvise(data, rounded, MADV_HUGEPAGE);
    return data;
  }
  void free(void* data, std::size_t bytes) noexcept override {
    std::free(data);
    allocated_ -= bytes;
  }
  std::size_t allocated_bytes() const { return allocated_; }

 private:
  std::atomic<std::size_t> allocated_{0};  // bytes allocated and not yet freed
};

namespace {

class CpuStream final : public Stream {
 public:
  void synchronize() override {}
};

class CpuEvent final : public Event {
 public:
  void record(Stream&) override {}
  void block(Stream&) override {}
  void wait() override {}
};

class CpuRecorder final : public Recorder {
 public:
  void run(Stream&, std::int64_t, const std::function<void()>& work) override { work(); }
};

}  // namespace

CpuBackend::CpuBackend(const BackendOptions& options)
    : threads_(options.threads > 0 ? options.threads : usable_threads()),
      memory_(std::make_shared<CpuMemory>()) {
  omp_set_num_threads(threads_);
}

DeviceInfo cpu_info() {
  DeviceInfo info;
  info.id = "cpu";
  info.name = processor_name();
  info.memory_bytes = total_memory();
  info.free_bytes = available_memory();
  info.threads = usable_threads();
  const dnnl_version_t* v = dnnl_version();
  info.details = {{"oneDNN", fmt::format("{}.{}.{}", v->major, v->minor, v->patch)},
                  {"instructions", simd::isa_name()}};
  return info;
}

DeviceInfo CpuBackend::info() const {
  DeviceInfo info = cpu_info();
  info.threads = threads_;
  return info;
}

Buffer CpuBackend::allocate(std::size_t bytes) {
  if (bytes == 0) return {};
  if (bytes > available_memory())
    throw Error(ErrorKind::device,
                fmt::format("needs {} MB more memory, but only {} MB are free; use a smaller batch "
                            "or model",
                            bytes >> 20, available_memory() >> 20));
  void* data = memory_->allocate(bytes);
  if (!data) {
    memory_->free(nullptr, bytes);
    throw Error(ErrorKind::device, fmt::format("cannot allocate {} MB of memory", bytes >> 20));
  }
  return Buffer(data, bytes, memory_);
}

std::size_t CpuBackend::allocated_bytes() const { return memory_->allocated_bytes(); }

Buffer CpuBackend::allocate_pinned(std::size_t bytes) { return allocate(bytes); }
std::unique_ptr<Stream> CpuBackend::make_stream() { return std::make_unique<CpuStream>(); }
std::unique_ptr<Event> CpuBackend::make_event() { return std::make_unique<CpuEvent>(); }
std::unique_ptr<Recorder> CpuBackend::make_recorder() { return std::make_unique<CpuRecorder>(); }

void CpuBackend::upload(Stream&, void* device, const void* host, std::size_t bytes) {
  if (bytes > 0) std::memcpy(device, host, bytes);
}
void CpuBackend::download(Stream&, void* host, const void* device, std::size_t bytes) {
  if (bytes > 0) std::memcpy(host, device, bytes);
}
void CpuBackend::copy(Stream&, void* to, const void* from, std::size_t bytes) {
  if (bytes > 0) std::memcpy(to, from, bytes);
}
void CpuBackend::zero(Stream&, void* data, std::size_t bytes) {
  parallel_range(static_cast<std::int64_t>(bytes), std::int64_t{1} << 22,
                 [&](std::int64_t begin, std::int64_t end) {
                   std::memset(static_cast<char*>(data) + begin, 0,
                               static_cast<std::size_t>(end - begin));
                 });
}

std::unique_ptr<Backend> make_cpu_backend(const BackendOptions& options) {
  return std::make_unique<CpuBackend>(options);
}

}  // namespace canopy::cpu
