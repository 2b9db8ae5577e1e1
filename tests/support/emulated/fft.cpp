// Replaces cuFFT on the emulated device with kissfft.
#include "cuda/fft.h"

#include <kiss_fftr.h>

#include <new>

#include "cuda/stream.h"

namespace canopy::cuda {
namespace {

static_assert(sizeof(kiss_fft_cpx) == sizeof(float2));

class EmulatedFft final : public Fft {
 public:
  EmulatedFft(int length, std::int64_t rows)
      : plan_(kiss_fftr_alloc(length, 0, nullptr, nullptr), &kiss_fftr_free),
        length_(length),
        rows_(rows) {
    if (!plan_) throw std::bad_alloc();
  }

  void run(Stream& stream, const float* frames, float2* spectrum) override {
    emulated::enqueue(handle(stream), [=, plan = plan_, length = length_, rows = rows_] {
      const std::int64_t bins = length / 2 + 1;
      for (std::int64_t row = 0; row < rows; ++row)
        kiss_fftr(plan.get(), frames + row * length,
                  reinterpret_cast<kiss_fft_cpx*>(spectrum + row * bins));
    });
  }

 private:
  std::shared_ptr<kiss_fftr_state> plan_;
  int length_;
  std::int64_t rows_;
};

}  // namespace

std::unique_ptr<Fft> make_fft(Backend&, int length, std::int64_t rows) {
  return std::make_unique<EmulatedFft>(length, rows);
}

}  // namespace canopy::cuda
