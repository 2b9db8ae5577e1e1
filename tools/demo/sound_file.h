// Scenes as files.
#pragma once

#include <string>

#include "demo/scene.h"

namespace canopy::demo {

enum class FileFormat { wav, flac };

/// Writes 16 bits a sample. Throws Error(disk).
void write_scene(const std::string& path, const Scene& scene, FileFormat format);

}  // namespace canopy::demo
