// The one seam between host code and the devices. A Backend owns memory, streams and the makers of
// the ops; an op is made once for fixed shapes (making it plans), and running it only enqueues work
// on a stream: no allocation, no waiting for the device. One exception: products (conv2d, dense) on
// a GPU are planned for max_items; the first run with fewer plans for that number, which costs the
// host some time, unless prepare(n) has done so. That too takes no device memory.
//
// All `const float*` and `float*` arguments of ops are device memory unless they say otherwise.
// Errors: Error(ErrorKind::device) for a failing device or a lack of memory,
// std::invalid_argument from a maker for shapes that make no sense.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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

/// An ordered queue of device work. On the CPU everything has run when the call returns.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Waits on the host until all enqueued work has run.
  virtual void synchronize() = 0;
};

/// A mark in a stream, by which another stream or the host can wait for what was enqueued before.
class Event {
 public:
  virtual ~Event() = default;
  virtual void record(Stream& stream) = 0;
  /// Makes later work of `stream` wait for the mark; does not block the host.
  virtual void block(Stream& stream) = 0;
  /// Blocks the host until the mark is reached.
  virtual void wait() = 0;
};

/// Work of a fixed kind, recorded once and then replayed as a whole (a CUDA graph), so that a step
/// of many small launches costs the host one. Where a device gains nothing by it the work just
/// runs.
class Recorder {
 public:
  virtual ~Recorder() = default;
  /// Runs `work`, which only enqueues on `stream`. Work of the same key must enqueue the same ops
  /// with the same arguments each time: after the first few times it is replayed without being
  /// called. What changes from time to time has to stand in device memory.
  virtual void run(Stream& stream, std::int64_t key, const std::function<void()>& work) = 0;
};

/// Frees what a Buffer holds; each backend has its own.
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

/// What the operands of convolutions and large dense products are rounded to, at most; sums and all
/// that is stored are float32. tf32 and bf16 have 10 and 7 bits after the point. automatic: tf32
/// where a GPU has it, else fp32. A CPU computes in fp32 whatever is asked for.
enum class Precision { fp32, tf32, bf16, automatic };

/// "fp32", "tf32", "bf16" or "auto".
const char* precision_name(Precision precision);

struct BackendOptions {
  int threads = 0;  // CPU threads; 0: what this process may use (affinity, cgroup, OMP_NUM_THREADS)
  Precision precision = Precision::fp32;
  bool deterministic = true;  // false: libraries may take algorithms whose sums have no fixed order
};

struct DeviceInfo {
  std::string id;    // "cpu", "cuda:0": what --device takes
  std::string name;  // the processor's or card's own name
  std::size_t memory_bytes = 0;
  std::size_t free_bytes = 0;
  int threads = 0;                        // CPU threads in use; 0 for a GPU
  Precision precision = Precision::fp32;  // that an opened backend computes in; never automatic
  std::vector<std::pair<std::string, std::string>> details;  // "oneDNN": "2.6.3", ...
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual DeviceInfo info() const = 0;

  /// Device memory, 64-byte aligned, contents undefined. Throws Error(device) when there is none.
  virtual Buffer allocate(std::size_t bytes) = 0;
  /// Device memory that allocate() has given and nobody has freed.
  virtual std::size_t allocated_bytes() const = 0;
  /// Host memory that the device can read at full speed without the host waiting.
  virtual Buffer allocate_pinned(std::size_t bytes) = 0;
  virtual std::unique_ptr<Stream> make_stream() = 0;
  virtual std::unique_ptr<Event> make_event() = 0;
  virtual std::unique_ptr<Recorder> make_recorder() = 0;
  /// Calls `done` on some thread once the work enqueued so far has run, without making the host
  /// wait. `done` must not call the backend.
  virtual void when_reached(Stream&, std::function<void()> done) = 0;

  virtual void upload(Stream&, void* device, const void* host, std::size_t bytes) = 0;
  /// Enqueues the copy; read `host` after stream.synchronize() or an event.
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

/// Device memory for `count` floats; contents undefined.
inline Buffer allocate_floats(Backend& backend, std::size_t count) {
  return backend.allocate(count * sizeof(float));
}

}  // namespace canopy
