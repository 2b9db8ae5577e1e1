// What the structure of a file shows before libsndfile opens it, and how it is shown to libsndfile.
#pragma once

#include <cstdint>
#include <string>

#include "audio/container.h"
#include "audio/input_file.h"

namespace canopy {

struct Inspection {
  Container container = Container::wav;
  std::int64_t offset = 0;        // libsndfile sees the file from here on,
  std::string front;              // with these bytes put in front
  std::int64_t sound_bytes = -1;  // declared, if that is more than the file holds
  std::int64_t frames = -1;       // declared, if libsndfile would report another number
  bool length_unknown = false;    // whatever libsndfile reports
  std::int64_t tolerance = 0;     // frames that may be missing at the end
  std::string damage;             // what is wrong after everything that can be read
};

/// Throws Error(data) for a file that is not in an allowed container or is readable only in part.
Inspection inspect(InputFile& file);

/// The inspections of the containers. Each completes what find_container found.
void inspect_chunks(InputFile& file, Inspection& seen);
void inspect_mpeg(InputFile& file, Inspection& seen);
void inspect_ogg(InputFile& file, Inspection& seen);

}  // namespace canopy
