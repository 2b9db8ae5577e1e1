// Marks functions that both backends compile, so that per-element mathematics is written only once.
#pragma once

#if defined(__CUDACC__)
#define CANOPY_HD __host__ __device__ __forceinline__
#else
#define CANOPY_HD inline __attribute__((always_inline))
#endif
