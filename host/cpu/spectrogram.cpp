#include "ops/spectrogram.h"

#include <kiss_fftr.h>

#include <cmath>
#include <numbers>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/spectrum.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t frames_per_part = 64;

/// A transform's plan with its input and output. kissfft's plan contains scratch memory, so each
/// thread needs its own.
class Transform {
 public:
  explicit Transform(int fft)
      : plan_(kiss_fftr_alloc(fft, 0, nullptr, nullptr)),
        frame(static_cast<std::size_t>(fft)),
        spectrum(static_cast<std::size_t>(fft / 2 + 1)) {
    if (!plan_) throw std::bad_alloc();
  }
  void run() { kiss_fftr(plan_.get(), frame.data(), spectrum.data()); }

 private:
  struct Free {
    void operator()(kiss_fftr_cfg plan) const { kiss_fftr_free(plan); }
  };
  std::unique_ptr<kiss_fftr_state, Free> plan_;

 public:
  std::vector<float> frame;            // [fft], zero after the window
  std::vector<kiss_fft_cpx> spectrum;  // [fft / 2 + 1]
};

class CpuSpectrogram final : public Spectrogram {
 public:
  explicit CpuSpectrogram(const SpectrogramParams& params) : params_(params) {
    for (int i = 0; i < params.frame; ++i)
      window_.push_back(
          static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / params.frame)));
    make_transforms();
  }

  void run(Stream&, int n, const float* waves, std::int64_t stride, float* out) override {
    check_items(params_, n);
    make_transforms();
    const std::int64_t frames = params_.frames(), bins = params_.bins();
    parallel_range(n * frames, frames_per_part, [&](std::int64_t begin, std::int64_t end) {
      Transform& transform = transforms_[static_cast<std::size_t>(omp_get_thread_num())];
      for (std::int64_t f = begin; f < end; ++f)
        one(transform, waves + f / frames * stride + f % frames * params_.step, out + f * bins);
    });
  }

 private:
  /// One plan per thread. All are made by the constructor, unless the caller has more threads by
  /// now.
  void make_transforms() {
    while (transforms_.size() < static_cast<std::size_t>(omp_get_max_threads()))
      transforms_.emplace_back(params_.fft);
  }

  void one(Transform& transform, const float* wave, float* out) const {
    for (std::size_t i = 0; i < window_.size(); ++i) transform.frame[i] = wave[i] * window_[i];
    transform.run();
    for (std::size_t b = 0; b < transform.spectrum.size(); ++b) {
      const kiss_fft_cpx z = transform.spectrum[b];
      out[b] = math::power(z.r, z.i);
    }
    if (params_.scale == SpectrumScale::power) return;
    for (std::int64_t b = 0; b < params_.bins(); ++b) out[b] = math::magnitude(out[b]);
    if (params_.scale == SpectrumScale::log)
      for (std::int64_t b = 0; b < params_.bins(); ++b)
        out[b] = math::log_scale(out[b], params_.log_offset);
  }

  SpectrogramParams params_;
  std::vector<float> window_;  // [frame]
  std::vector<Transform> transforms_;
};

}  // namespace

std::unique_ptr<Spectrogram> CpuBackend::make_spectrogram(const SpectrogramParams& params) {
  check_spectrogram(params);
  return std::make_unique<CpuSpectrogram>(params);
}

}  // namespace canopy::cpu
