// Unroll the loop that follows: whole, so that arrays indexed in it stay in registers, or by a
// count, so that its loads are on their way together.
#pragma once

#if defined(__CUDACC__)
#define CANOPY_PRAGMA(text) _Pragma(#text)
#define CANOPY_UNROLL _Pragma("unroll")
#define CANOPY_UNROLL_BY(count) CANOPY_PRAGMA(unroll count)
#else
#define CANOPY_UNROLL
#define CANOPY_UNROLL_BY(count)
#endif
