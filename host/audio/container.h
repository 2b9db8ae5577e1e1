// The format of a file, recognised by its first bytes. Only these containers are passed to
// libsndfile, which would otherwise guess, and would even open a text file that is named .au.
//
// To add one: its value below, its first bytes in container.cpp, its encodings in encodings.cpp,
// its file name suffixes in data/audio_names.cpp, tests/audio/formats_test.cpp.
#pragma once

#include <cstdint>

#include "audio/input_file.h"

namespace canopy {

enum class Container { wav, rf64, w64, aiff, caf, flac, ogg, mpeg };

struct ContainerStart {
  Container container = Container::wav;
  std::int64_t offset = 0;  // its first byte, after tags such as ID3
};

/// Throws Error(data) for anything else, including junk.
ContainerStart find_container(InputFile& file);

/// The offset after an ID3v2 tag at `offset`; `offset` itself if there is none.
std::int64_t after_id3(InputFile& file, std::int64_t offset);

/// "WAV", "FLAC", ...
const char* container_name(Container container);

}  // namespace canopy
