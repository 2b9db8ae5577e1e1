// What a file's structure tells before libsndfile opens it, and which bytes libsndfile is given.
#pragma once

#include <cstdint>
#include <string>

#include "audio/container.h"
#include "audio/input_file.h"

namespace canopy {

struct Inspection {
  Container container = Container::wav;
  std::string front;              // libsndfile reads these bytes first,
  std::int64_t offset = 0;        // then the file from here on
  std::int64_t sound_bytes = -1;  // declared, if more than the file holds
  std::int64_t frames = -1;       // declared, if libsndfile would report a different number
  bool length_unknown = false;    // regardless of what libsndfile reports
  std::int64_t tolerance = 0;     // frames that may be missing at the end
  std::string damage;             // reported once everything readable has been read
};

/// Throws Error(data) for a file that is not in an allowed container or is readable only in part.
Inspection inspect(InputFile& file);

/// Inspect one container each. `seen` comes with the container and offset of find_container().
void inspect_chunks(InputFile& file, Inspection& seen);
void inspect_mpeg(InputFile& file, Inspection& seen);
void inspect_ogg(InputFile& file, Inspection& seen);

}  // namespace canopy
