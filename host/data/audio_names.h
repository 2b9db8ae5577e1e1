// The file names that are taken for audio when a folder is listed.
#pragma once

#include <string>

namespace canopy {

/// True for a known audio extension, in any case, of a file that is not hidden.
bool has_audio_name(const std::string& path);

}  // namespace canopy
