#include "cuda/fft.h"

#include <cufft.h>

#include <algorithm>
#include <fmt/format.h>

#include "cuda/check.h"
#include "cuda/stream.h"

namespace canopy::cuda {
namespace {

/// cuFFT has no function that describes its error codes. These are common to CUDA 12 and 13.
const char* name(cufftResult code) {
  switch (code) {
    case CUFFT_INVALID_PLAN:
      return "CUFFT_INVALID_PLAN";
    case CUFFT_ALLOC_FAILED:
      return "CUFFT_ALLOC_FAILED, out of memory";
    case CUFFT_INVALID_TYPE:
      return "CUFFT_INVALID_TYPE";
    case CUFFT_INVALID_VALUE:
      return "CUFFT_INVALID_VALUE";
    case CUFFT_INTERNAL_ERROR:
      return "CUFFT_INTERNAL_ERROR";
    case CUFFT_EXEC_FAILED:
      return "CUFFT_EXEC_FAILED";
    case CUFFT_SETUP_FAILED:
      return "CUFFT_SETUP_FAILED";
    case CUFFT_INVALID_SIZE:
      return "CUFFT_INVALID_SIZE";
    case CUFFT_UNALIGNED_DATA:
      return "CUFFT_UNALIGNED_DATA";
    case CUFFT_INVALID_DEVICE:
      return "CUFFT_INVALID_DEVICE";
    case CUFFT_NO_WORKSPACE:
      return "CUFFT_NO_WORKSPACE";
    case CUFFT_NOT_IMPLEMENTED:
      return "CUFFT_NOT_IMPLEMENTED";
    case CUFFT_NOT_SUPPORTED:
      return "CUFFT_NOT_SUPPORTED";
    default:
      return "an unknown error";
  }
}

void check_fft(cufftResult code, const char* call, int line) {
  if (code == CUFFT_SUCCESS) return;
  throw Error(ErrorKind::device, fmt::format("{}: {} (cuFFT error {}), {}", call, name(code),
                                             static_cast<int>(code),
                                             source_location(__FILE__, line)));
}

/// Owns cuFFT's handle of a plan.
class Plan {
 public:
  Plan() { check_fft(cufftCreate(&handle_), "cufftCreate", __LINE__); }
  ~Plan() { cufftDestroy(handle_); }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  cufftHandle handle() const { return handle_; }

 private:
  cufftHandle handle_ = 0;
};

class CudaFft final : public Fft {
 public:
  CudaFft(Backend& backend, int length, std::int64_t rows) {
    const cufftHandle plan = plan_.handle();
    check_fft(cufftSetAutoAllocation(plan, 0), "cufftSetAutoAllocation", __LINE__);
    long long n = length, bins = length / 2 + 1;
    std::size_t bytes = 0;
    check_fft(cufftMakePlanMany64(plan, 1, &n, &n, 1, n, &bins, 1, bins, CUFFT_R2C, rows, &bytes),
              "cufftMakePlanMany64", __LINE__);
    // A plan may need no work area. It gets a small one nevertheless, so that it is never null.
    work_ = backend.allocate(std::max<std::size_t>(bytes, 256));
    check_fft(cufftSetWorkArea(plan, work_.data()), "cufftSetWorkArea", __LINE__);
  }

  void run(Stream& stream, const float* frames, float2* spectrum) override {
    check_fft(cufftSetStream(plan_.handle(), handle(stream)), "cufftSetStream", __LINE__);
    // An out-of-place real-to-complex transform does not change its input, but its parameter is not
    // const.
    check_fft(cufftExecR2C(plan_.handle(), const_cast<float*>(frames), spectrum), "cufftExecR2C",
              __LINE__);
  }

 private:
  Buffer work_;
  Plan plan_;
};

}  // namespace

std::unique_ptr<Fft> make_fft(Backend& backend, int length, std::int64_t rows) {
  return std::make_unique<CudaFft>(backend, length, rows);
}

}  // namespace canopy::cuda
