// What a file is, by its first bytes. Only these containers reach libsndfile: by itself it would
// also open text that happens to be named .au, and guess.
#pragma once

#include <cstdint>

#include "audio/input_file.h"

namespace canopy {

enum class Container { wav, rf64, w64, aiff, caf, flac, ogg, mpeg };

struct ContainerStart {
  Container container = Container::wav;
  std::int64_t offset = 0;  // its first byte: behind tags such as ID3
};

/// Throws Error(data) for anything else, junk included.
ContainerStart find_container(InputFile& file);

/// The place behind an ID3v2 tag; `offset` itself where none starts.
std::int64_t behind_id3(InputFile& file, std::int64_t offset);

/// "WAV", "FLAC", ...
const char* container_name(Container container);

}  // namespace canopy
