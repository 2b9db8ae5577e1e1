// What a file's own structure tells before libsndfile opens it, and how libsndfile is to see it.
#pragma once

#include <cstdint>
#include <string>

#include "audio/container.h"
#include "audio/input_file.h"

namespace canopy {

struct Inspection {
  Container container = Container::wav;
  std::int64_t offset = 0;        // libsndfile sees the file from here on ...
  std::string front;              // ... behind these bytes
  std::int64_t sound_bytes = -1;  // declared, where that is more than the file holds
  std::int64_t frames = -1;       // declared, where libsndfile would tell something else
  bool length_unknown = false;    // whatever libsndfile tells
  std::int64_t tolerance = 0;     // frames that may lack in the end
  std::string damage;             // what will be wrong at the end, behind all that can be read
};

/// Throws Error(data) for what is not in an allowed container, or only in part readable.
Inspection inspect(InputFile& file);

/// The containers' own inspections. Each gets what find_container found, and adds to it.
void inspect_chunks(InputFile& file, Inspection& seen);
void inspect_mpeg(InputFile& file, Inspection& seen);
void inspect_ogg(InputFile& file, Inspection& seen);

}  // namespace canopy
