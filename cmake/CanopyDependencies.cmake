# Finds the libraries and decides which backends are built.
#   CANOPY_HAVE_CPU   whether oneDNN, kissfft and OpenMP were found
#   CANOPY_HAVE_CUDA  whether a CUDA compiler was found
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(SNDFILE REQUIRED IMPORTED_TARGET sndfile)
find_package(nlohmann_json 3.9 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt 9 REQUIRED)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

# oneDNN's own CMake package fails on Debian 12 (it requires OpenCL), so search for the files.
find_path(DNNL_INCLUDE_DIR NAMES oneapi/dnnl/dnnl.hpp dnnl.hpp)
find_library(DNNL_LIBRARY NAMES dnnl)
find_path(KISSFFT_INCLUDE_DIR NAMES kiss_fftr.h PATH_SUFFIXES kissfft)
find_library(KISSFFT_LIBRARY NAMES kissfft-float kissfft)
find_package(OpenMP COMPONENTS CXX)

set(CANOPY_HAVE_CPU OFF)
if(NOT CANOPY_CPU STREQUAL "OFF")
  if(DNNL_INCLUDE_DIR AND DNNL_LIBRARY AND KISSFFT_INCLUDE_DIR AND KISSFFT_LIBRARY
     AND OpenMP_CXX_FOUND)
    set(CANOPY_HAVE_CPU ON)
    add_library(canopy_dnnl INTERFACE)
    target_include_directories(canopy_dnnl SYSTEM INTERFACE ${DNNL_INCLUDE_DIR})
    target_link_libraries(canopy_dnnl INTERFACE ${DNNL_LIBRARY})
    add_library(canopy_kissfft INTERFACE)
    target_include_directories(canopy_kissfft SYSTEM INTERFACE ${KISSFFT_INCLUDE_DIR})
    target_link_libraries(canopy_kissfft INTERFACE ${KISSFFT_LIBRARY})
  elseif(CANOPY_CPU STREQUAL "ON")
    message(FATAL_ERROR "CANOPY_CPU=ON needs oneDNN (libdnnl-dev), kissfft (libkissfft-dev) and "
                        "OpenMP; tools/setup.sh installs them")
  endif()
endif()

set(CANOPY_HAVE_CUDA OFF)
if(NOT CANOPY_CUDA STREQUAL "OFF")
  include(CheckLanguage)
  include(CanopyCudaToolkit)
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    set(CANOPY_HAVE_CUDA ON)
  elseif(CANOPY_CUDA STREQUAL "ON")
    message(FATAL_ERROR "CANOPY_CUDA=ON, but no nvcc was found; add it to PATH, set CUDACXX "
                        "or run tools/setup.sh --cuda")
  endif()
endif()

if(NOT CANOPY_HAVE_CPU AND NOT CANOPY_HAVE_CUDA)
  message(FATAL_ERROR "No backend can be built: install the CPU libraries with tools/setup.sh, or "
                      "the CUDA toolkit, and do not turn off both CANOPY_CPU and CANOPY_CUDA")
endif()
message(STATUS "Backends: CPU ${CANOPY_HAVE_CPU}, CUDA ${CANOPY_HAVE_CUDA}")
