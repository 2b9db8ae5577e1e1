// Unrolls the following loop: fully, so that arrays indexed in it stay in registers, or by a count,
// so that several loads are in flight at once.
#pragma once

#if defined(__CUDACC__)
#define CANOPY_PRAGMA(text) _Pragma(#text)
#define CANOPY_UNROLL _Pragma("unroll")
#define CANOPY_UNROLL_BY(count) CANOPY_PRAGMA(unroll count)
#else
#define CANOPY_UNROLL
#define CANOPY_UNROLL_BY(count)
#endif
