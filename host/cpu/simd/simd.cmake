# The hot CPU loops are compiled once per instruction set and chosen at run time (table.cpp). Files
# named *.isa.cpp must contain only loops over raw pointers: if an inline function of the standard
# library were compiled here, the linker could use it on machines that lack the instructions.
file(GLOB isa_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.isa.cpp)
add_library(canopy_simd STATIC ${CMAKE_CURRENT_LIST_DIR}/table.cpp)
target_link_libraries(canopy_simd PUBLIC canopy_options)

function(canopy_isa isa)
  add_library(canopy_simd_${isa} OBJECT ${isa_sources})
  target_link_libraries(canopy_simd_${isa} PRIVATE canopy_options)
  target_compile_definitions(canopy_simd_${isa} PRIVATE CANOPY_ISA=${isa})
  target_compile_options(canopy_simd_${isa} PRIVATE -O3 -fno-math-errno -fno-trapping-math
                         -ffp-contract=fast -Wno-psabi ${ARGN})
  target_sources(canopy_simd PRIVATE $<TARGET_OBJECTS:canopy_simd_${isa}>)
  target_compile_definitions(canopy_simd PRIVATE CANOPY_ISA_${isa}=1)
endfunction()

canopy_isa(baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  canopy_isa(avx2 -mavx2 -mfma)
  canopy_isa(avx512 -mavx512f -mavx512vl -mavx512bw -mavx512dq -mfma -mprefer-vector-width=512)
endif()
