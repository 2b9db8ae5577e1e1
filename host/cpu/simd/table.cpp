#include "cpu/simd/table.h"

#include <cstdlib>
#include <cstring>

namespace canopy::cpu::simd {

// One line per kernel file, whose fill function exists once per instruction set.
#define CANOPY_FILLS(isa)        \
  namespace isa {                \
  void fill_dense(Table&);       \
  void fill_norm(Table&);        \
  void fill_winograd(Table&);    \
  void fill_one_channel(Table&); \
  void fill_features(Table&);    \
  inline void fill(Table& t) {   \
    t.name = #isa;               \
    fill_dense(t);               \
    fill_norm(t);                \
    fill_winograd(t);            \
    fill_one_channel(t);         \
    fill_features(t);            \
  }                              \
  }

CANOPY_FILLS(baseline)
#if CANOPY_ISA_avx2
CANOPY_FILLS(avx2)
#endif
#if CANOPY_ISA_avx512
CANOPY_FILLS(avx512)
#endif

namespace {

bool allowed(const char* isa) {
  const char* limit = std::getenv("CANOPY_SIMD");
  if (!limit || std::strcmp(limit, "avx512") == 0) return true;
  if (std::strcmp(limit, "avx2") == 0) return std::strcmp(isa, "avx512") != 0;
  return false;
}

Table choose() {
  Table t;
#if CANOPY_ISA_avx512
  if (allowed("avx512") && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq")) {
    avx512::fill(t);
    return t;
  }
#endif
#if CANOPY_ISA_avx2
  if (allowed("avx2") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    avx2::fill(t);
    return t;
  }
#endif
  baseline::fill(t);
  return t;
}

}  // namespace

const Table& table() {
  static const Table chosen = choose();
  return chosen;
}

const char* isa_name() { return table().name; }

}  // namespace canopy::cpu::simd
