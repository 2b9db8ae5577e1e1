#include "data/audio_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace canopy {

bool has_audio_name(const std::string& path) {
  static constexpr std::array extensions = {".wav",  ".wave", ".flac", ".ogg",  ".oga",
                                            ".opus", ".mp3",  ".aif",  ".aiff", ".aifc",
                                            ".caf",  ".w64",  ".rf64"};
  const std::filesystem::path file(path);
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return !file.filename().string().starts_with(".") &&
         std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

}  // namespace canopy
