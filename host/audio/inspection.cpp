#include "audio/inspection.h"

namespace canopy {

Inspection inspect(InputFile& file) {
  const ContainerStart start = find_container(file);
  Inspection seen;
  seen.container = start.container;
  seen.offset = start.offset;
  switch (start.container) {
    case Container::wav:
    case Container::rf64:
    case Container::w64:
    case Container::aiff:
    case Container::caf:
      inspect_chunks(file, seen);
      break;
    case Container::mpeg:
      inspect_mpeg(file, seen);
      break;
    case Container::ogg:
      inspect_ogg(file, seen);
      break;
    case Container::flac:
      break;  // nothing to add: the header has the length, and each frame has a checksum
  }
  return seen;
}

}  // namespace canopy
