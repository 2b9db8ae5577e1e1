// The only interface between host code and the devices. A Backend provides memory, streams and a
// factory function for each op. An op is made once for fixed shapes, and making it does all the
// planning; running it only enqueues work on a stream, without allocating memory or waiting for the
// device. There is one exception: matrix products and convolutions (dense, conv2d) are planned for
// max_items, and the first run with fewer items plans for that number, which takes some time on the
// host, unless prepare(n) was called before. This needs no device memory either.
//
// All `const float*` and `float*` arguments of ops are device memory unless documented otherwise.
// Errors: Error(ErrorKind::device) if the device fails or is out of memory. std::invalid_argument
// when an op is made with invalid parameters (the check function in each op's header) or run with
// fewer than 1 or more than max_items items (ops/check.h).
//
// To add an op:
//   ops/<name>.h, ops/<name>.cpp     parameters, class, and the check that both backends call
//   ops/math/                        formulas per element that both backends need
//   ops/backend.h, cpu/backend.h, cuda/backend.h   make_<name>()
//   ops/cuda_module.h                cuda_module_version, increased
//   cpu/<name>.cpp, cuda/<name>.cu   the two implementations
//   tests/ops/                       <name>_test.cpp, cases in refusals_test and item_limits_test
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/choices.h"

namespace canopy {

class Conv2d;
class Pool2d;
class BatchNorm;
class NormActPool;
class GlobalPool;
class Dense;
class Dropout;
class ActivationOp;
class Loss;
class Optimizer;
class GradientClip;
class Metrics;
class Gather;
class MovingAverage;
class Resample;
class Spectrogram;
class MelLog;
class RmsNormalise;
class Pcen;
class Augment;
class Mask;
class Mixup;
struct Conv2dParams;
struct Pool2dParams;
struct BatchNormParams;
struct NormActPoolParams;
struct GlobalPoolParams;
struct DenseParams;
struct DropoutParams;
struct ActivationParams;
struct LossParams;
struct OptimizerParams;
struct GradientClipParams;
struct MetricsParams;
struct GatherParams;
struct MovingAverageParams;
struct ResampleParams;
struct SpectrogramParams;
struct MelLogParams;
struct RmsNormaliseParams;
struct PcenParams;
struct AugmentParams;
struct MaskParams;
struct MixupParams;

/// An ordered queue of device work. On the CPU, all work is done when the call returns.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Blocks the host until all enqueued work is done.
  virtual void synchronize() = 0;
};

/// A mark in a stream. Another stream or the host can wait until the work before it is done.
class Event {
 public:
  virtual ~Event() = default;
  virtual void record(Stream& stream) = 0;
  /// Makes later work on `stream` wait for the mark, without blocking the host.
  virtual void block(Stream& stream) = 0;
  /// Blocks the host until the mark is reached.
  virtual void wait() = 0;
};

/// Records work once and then replays it as a whole (a CUDA graph), so that a step of many small
/// launches costs the host a single one. Devices that gain nothing from this just run the work.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// Runs `work`, which must only enqueue on `stream`. Work with the same key must enqueue the same
  /// ops with the same arguments each time: after the first few times it is replayed without being
  /// called. Anything that changes between runs must be in device memory.
  virtual void run(Stream& stream, std::int64_t key, const std::function<void()>& work) = 0;
};

/// Frees a Buffer's memory; each backend has its own.
class Deallocator {
 public:
  virtual ~Deallocator() = default;
  virtual void free(void* data, std::size_t bytes) noexcept = 0;
};

/// Memory of a backend (device or pinned host), freed with the object. Move-only: copying a
/// buffer by accident would cost gigabytes.
class Buffer {
 public:
  Buffer() = default;
  Buffer(void* data, std::size_t bytes, std::shared_ptr<Deallocator> owner)
      : data_(data), bytes_(bytes), owner_(std::move(owner)) {}
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer(std::move(other)).swap(*this);
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() {
    if (data_) owner_->free(data_, bytes_);
  }

  void* data() const { return data_; }
  float* floats() const { return static_cast<float*>(data_); }
  template <class T>
  T* as() const {
    return static_cast<T*>(data_);
  }
  std::size_t bytes() const { return bytes_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void swap(Buffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    std::swap(owner_, other.owner_);
  }
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
  std::shared_ptr<Deallocator> owner_;
};

struct BackendOptions {
  int threads = 0;  // CPU threads; 0: what this process may use (affinity, cgroup, OMP_NUM_THREADS)
  Precision precision = Precision::fp32;
  bool deterministic = true;  // false: libraries may use algorithms that sum in no fixed order
};

struct DeviceInfo {
  std::string id;    // "cpu", "cuda:0": the argument of --device
  std::string name;  // the processor's or card's own name
  std::size_t memory_bytes = 0;
  std::size_t free_bytes = 0;
  int threads = 0;                        // CPU threads in use; 0 for a GPU
  Precision precision = Precision::fp32;  // used by an opened backend; never automatic
  std::vector<std::pair<std::string, std::string>> details;  // "oneDNN": "2.6.3", ...
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual DeviceInfo info() const = 0;

  /// Device memory, 64-byte aligned, contents undefined. Throws Error(device) if out of memory.
  virtual Buffer allocate(std::size_t bytes) = 0;
  /// Bytes of device memory that are allocated and not yet freed.
  virtual std::size_t allocated_bytes() const = 0;
  /// Host memory that the device can copy from asynchronously and at full speed (pinned memory).
  virtual Buffer allocate_pinned(std::size_t bytes) = 0;
  virtual std::unique_ptr<Stream> make_stream() = 0;
  virtual std::unique_ptr<Event> make_event() = 0;
  virtual std::unique_ptr<Recorder> make_recorder() = 0;
  /// Calls `done` on some thread once the work enqueued so far is done, without blocking the host.
  /// `done` must not call the backend.
  virtual void when_reached(Stream&, std::function<void()> done) = 0;

  virtual void upload(Stream&, void* device, const void* host, std::size_t bytes) = 0;
  /// Enqueues the copy; `host` is valid after stream.synchronize() or an event.
  virtual void download(Stream&, void* host, const void* device, std::size_t bytes) = 0;
  virtual void copy(Stream&, void* to, const void* from, std::size_t bytes) = 0;
  virtual void zero(Stream&, void* data, std::size_t bytes) = 0;

  virtual std::unique_ptr<Resample> make_resample(const ResampleParams&) = 0;
  virtual std::unique_ptr<Spectrogram> make_spectrogram(const SpectrogramParams&) = 0;
  virtual std::unique_ptr<MelLog> make_mel_log(const MelLogParams&) = 0;
  virtual std::unique_ptr<RmsNormalise> make_rms_normalise(const RmsNormaliseParams&) = 0;
  virtual std::unique_ptr<Pcen> make_pcen(const PcenParams&) = 0;
  virtual std::unique_ptr<Augment> make_augment(const AugmentParams&) = 0;
  virtual std::unique_ptr<Mask> make_mask(const MaskParams&) = 0;
  virtual std::unique_ptr<Mixup> make_mixup(const MixupParams&) = 0;
  virtual std::unique_ptr<Conv2d> make_conv2d(const Conv2dParams&) = 0;
  virtual std::unique_ptr<Pool2d> make_pool2d(const Pool2dParams&) = 0;
  virtual std::unique_ptr<BatchNorm> make_batch_norm(const BatchNormParams&) = 0;
  virtual std::unique_ptr<NormActPool> make_norm_act_pool(const NormActPoolParams&) = 0;
  virtual std::unique_ptr<GlobalPool> make_global_pool(const GlobalPoolParams&) = 0;
  virtual std::unique_ptr<Dense> make_dense(const DenseParams&) = 0;
  virtual std::unique_ptr<Dropout> make_dropout(const DropoutParams&) = 0;
  virtual std::unique_ptr<ActivationOp> make_activation(const ActivationParams&) = 0;
  virtual std::unique_ptr<Loss> make_loss(const LossParams&) = 0;
  virtual std::unique_ptr<Optimizer> make_optimizer(const OptimizerParams&) = 0;
  virtual std::unique_ptr<GradientClip> make_gradient_clip(const GradientClipParams&) = 0;
  virtual std::unique_ptr<Metrics> make_metrics(const MetricsParams&) = 0;
  virtual std::unique_ptr<Gather> make_gather(const GatherParams&) = 0;
  virtual std::unique_ptr<MovingAverage> make_moving_average(const MovingAverageParams&) = 0;
};

/// The size of `count` floats in bytes.
constexpr std::size_t float_bytes(std::int64_t count) {
  return static_cast<std::size_t>(count) * sizeof(float);
}

/// Device memory for `count` floats; contents undefined.
inline Buffer allocate_floats(Backend& backend, std::int64_t count) {
  return backend.allocate(float_bytes(count));
}

}  // namespace canopy
