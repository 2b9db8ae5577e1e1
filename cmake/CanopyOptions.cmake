# Compiler settings shared by all targets, in the interface target canopy_options.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Libraries in ../lib have priority, because a bundle contains its own (tools/bundle.sh). This must
# be RPATH: RUNPATH would not apply to indirect dependencies such as libsndfile's codecs.
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")
string(APPEND CMAKE_EXE_LINKER_FLAGS " -Wl,--disable-new-dtags")

add_library(canopy_options INTERFACE)
target_compile_features(canopy_options INTERFACE cxx_std_20)
target_include_directories(canopy_options INTERFACE ${PROJECT_SOURCE_DIR}/host)
target_compile_options(canopy_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: false positives for `"text" + string` in optimised code
  target_compile_options(canopy_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()

if(CANOPY_SANITIZE)
  target_compile_options(canopy_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${CANOPY_SANITIZE} -fno-omit-frame-pointer -O1 -g1>)
  target_link_options(canopy_options INTERFACE -fsanitize=${CANOPY_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC bug 105562: false positives inside <regex> with a sanitizer
    target_compile_options(canopy_options INTERFACE
      $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
  endif()
endif()

# For rooms that take no noticeable time but much of a program's size (templates of CLI11 and
# nlohmann/json), because the size of a bundle is limited (tools/bundle_check.sh).
function(canopy_for_size target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
endfunction()

find_program(CANOPY_CCACHE ccache)
if(CANOPY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CANOPY_CCACHE})
endif()
