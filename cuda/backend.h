// The CUDA backend. The make_... functions are defined in the ops' own files.
#pragma once

#include <memory>

#include "ops/backend.h"

namespace canopy::cuda {

/// Opens GPU `index`. Throws Error(device) if it cannot be opened or does not support bf16 although
/// options.precision is bf16.
std::unique_ptr<Backend> make_cuda_backend(int index, const BackendOptions& options);

class DeviceMemory;

class CudaBackend final : public Backend {
 public:
  CudaBackend(int index, const BackendOptions& options);
  DeviceInfo info() const override;
  /// As given to the constructor, but with the precision in use instead of `automatic`.
  const BackendOptions& options() const { return options_; }

  Buffer allocate(std::size_t bytes) override;
  std::size_t allocated_bytes() const override;
  Buffer allocate_pinned(std::size_t bytes) override;
  std::unique_ptr<Stream> make_stream() override;
  std::unique_ptr<Event> make_event() override;
  std::unique_ptr<Recorder> make_recorder() override;
  void when_reached(Stream&, std::function<void()> done) override;

  void upload(Stream&, void* device, const void* host, std::size_t bytes) override;
  void download(Stream&, void* host, const void* device, std::size_t bytes) override;
  void copy(Stream&, void* to, const void* from, std::size_t bytes) override;
  void zero(Stream&, void* data, std::size_t bytes) override;

  std::unique_ptr<Resample> make_resample(const ResampleParams&) override;
  std::unique_ptr<Spectrogram> make_spectrogram(const SpectrogramParams&) override;
  std::unique_ptr<MelLog> make_mel_log(const MelLogParams&) override;
  std::unique_ptr<RmsNormalise> make_rms_normalise(const RmsNormaliseParams&) override;
  std::unique_ptr<Pcen> make_pcen(const PcenParams&) override;
  std::unique_ptr<Augment> make_augment(const AugmentParams&) override;
  std::unique_ptr<Mask> make_mask(const MaskParams&) override;
  std::unique_ptr<Mixup> make_mixup(const MixupParams&) override;
  std::unique_ptr<Conv2d> make_conv2d(const Conv2dParams&) override;
  std::unique_ptr<Pool2d> make_pool2d(const Pool2dParams&) override;
  std::unique_ptr<BatchNorm> make_batch_norm(const BatchNormParams&) override;
  std::unique_ptr<NormActPool> make_norm_act_pool(const NormActPoolParams&) override;
  std::unique_ptr<GlobalPool> make_global_pool(const GlobalPoolParams&) override;
  std::unique_ptr<Dense> make_dense(const DenseParams&) override;
  std::unique_ptr<Dropout> make_dropout(const DropoutParams&) override;
  std::unique_ptr<ActivationOp> make_activation(const ActivationParams&) override;
  std::unique_ptr<Loss> make_loss(const LossParams&) override;
  std::unique_ptr<Optimizer> make_optimizer(const OptimizerParams&) override;
  std::unique_ptr<GradientClip> make_gradient_clip(const GradientClipParams&) override;
  std::unique_ptr<Metrics> make_metrics(const MetricsParams&) override;
  std::unique_ptr<Gather> make_gather(const GatherParams&) override;
  std::unique_ptr<MovingAverage> make_moving_average(const MovingAverageParams&) override;

 private:
  int index_;
  BackendOptions options_;
  std::shared_ptr<DeviceMemory> memory_;
};

}  // namespace canopy::cuda
