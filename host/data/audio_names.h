// Which file names are treated as audio when a folder is listed.
#pragma once

#include <string>

namespace canopy {

/// True for a name with a known audio extension (in any case) that is not hidden.
bool has_audio_name(const std::string& path);

}  // namespace canopy
