#include "ops/gather.h"

#include <algorithm>
#include <cstring>

#include "cpu/backend.h"
#include "cpu/parallel.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t piece = std::int64_t{1} << 18;  // bytes copied at once

class CpuGather final : public Gather {
 public:
  explicit CpuGather(const GatherParams& p)
      : p_(p), row_bytes_(p.row * 4), pieces_((row_bytes_ + piece - 1) / piece) {}

  void run(Stream&, int n, const void* cache, const std::int32_t* rows, void* out) override {
    check_items(p_, n);
    const auto copy = [&](std::int64_t part) {
      const std::int64_t item = part / pieces_, begin = part % pieces_ * piece;
      std::memcpy(static_cast<char*>(out) + item * row_bytes_ + begin,
                  static_cast<const char*>(cache) + rows[item] * row_bytes_ + begin,
                  static_cast<std::size_t>(std::min(piece, row_bytes_ - begin)));
    };
    if (n * row_bytes_ <= piece)
      for (std::int64_t part = 0; part < n * pieces_; ++part) copy(part);
    else
      parallel_parts(n * pieces_, copy);
  }

 private:
  GatherParams p_;
  std::int64_t row_bytes_, pieces_;
};

}  // namespace

std::unique_ptr<Gather> CpuBackend::make_gather(const GatherParams& p) {
  check_gather(p);
  return std::make_unique<CpuGather>(p);
}

}  // namespace canopy::cpu
