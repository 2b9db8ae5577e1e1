// Writes scenes to sound files.
#pragma once

#include <string>

#include "demo/scene.h"

namespace canopy::demo {

enum class FileFormat { wav, flac };

/// Writes 16-bit samples. Throws Error(disk) if the file cannot be written.
void write_scene(const std::string& path, const Scene& scene, FileFormat format);

}  // namespace canopy::demo
