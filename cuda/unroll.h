// Unrolls the loop that follows whole: arrays indexed in it stay in registers.
#pragma once

#if defined(__CUDACC__)
#define CANOPY_UNROLL _Pragma("unroll")
#else
#define CANOPY_UNROLL
#endif
