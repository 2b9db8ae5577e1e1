// Where the tests find what they run and read. In a build that is the source tree and the folder of
// the test program; in a bundle, moved to another machine, everything lies beside that program.
#pragma once

#include <string>

namespace canopy::test {

/// A file of the repository: source_file("configs/demo.json"). CANOPY_SOURCE names another root.
std::string source_file(const std::string& name);
/// A program of the same build: program("trainer").
std::string program(const std::string& name);
/// The emulated device's module (see emulated_device.h); it may not be there.
std::string emulated_module();

}  // namespace canopy::test
