// Where the tests find the programs they run and the files they read: in a build, the source tree
// and the folder of the test program; in a bundle on another machine, the folder of the bundle.
#pragma once

#include <string>

namespace canopy::test {

/// A file of the repository: source_file("configs/demo.json"). CANOPY_SOURCE overrides the root.
std::string source_file(const std::string& name);
/// A program of the same build: program("trainer").
std::string program(const std::string& name);
/// The emulated device's module (see emulated_device.h); the file may not exist.
std::string emulated_module();

}  // namespace canopy::test
