#include "support/sound_files.h"

#include <stdexcept>

#include <sndfile.h>

namespace canopy::test {
namespace {

void write(const std::string& path, const std::vector<float>& samples, int rate, int encoding) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | encoding;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (!file) throw std::runtime_error(path + ": " + sf_strerror(nullptr));
  sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_close(file);
}

}  // namespace

void write_wav(const std::string& path, const std::vector<float>& samples, int rate) {
  write(path, samples, rate, SF_FORMAT_PCM_16);
}

void write_float_wav(const std::string& path, const std::vector<float>& samples, int rate) {
  write(path, samples, rate, SF_FORMAT_FLOAT);
}

}  // namespace canopy::test
