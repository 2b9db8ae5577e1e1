// A data set of a few short tones and hisses and a config that trains on it in a second.
#pragma once

#include <string>
#include <vector>

namespace canopy::test {

/// A folder of its own under the system's temporary folder, gone with the object.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Writes data/call (tones) and data/other (noise), `groups` sources of three clips each, a folder
/// of two recordings, and config.json (output in `folder`/results/tiny). Returns its path.
std::string write_tiny_run(const std::string& folder, int epochs, int groups = 6);

/// A mono 16-bit WAV of these samples.
void write_wav(const std::string& path, const std::vector<float>& samples, int rate = 16000);

}  // namespace canopy::test
