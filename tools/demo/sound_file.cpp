#include "demo/sound_file.h"

#include <sndfile.h>

#include <memory>
#include <vector>

#include "base/error.h"

namespace canopy::demo {

void write_scene(const std::string& path, const Scene& scene, FileFormat format) {
  const std::vector<float> frames = scene.frames();
  std::vector<short> pcm;
  pcm.reserve(frames.size());
  for (const float s : frames) pcm.push_back(static_cast<short>(std::lrint(32767 * s)));

  SF_INFO info{};
  info.samplerate = scene.place().rate;
  info.channels = scene.place().channels;
  info.format = SF_FORMAT_PCM_16 | (format == FileFormat::wav ? SF_FORMAT_WAV : SF_FORMAT_FLAC);
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_WRITE, &info),
                                                   sf_close);
  const auto fail = [&](const std::string& why) {
    throw Error(ErrorKind::disk, path + ": cannot be written: " + why);
  };
  if (!file) fail(sf_strerror(nullptr));
  const auto count = static_cast<sf_count_t>(pcm.size());
  if (sf_write_short(file.get(), pcm.data(), count) != count) fail(sf_strerror(file.get()));
  // Closing writes buffered data, so a full disk may be noticed only here.
  if (sf_close(file.release()) != 0) fail("the disk may be full");
}

}  // namespace canopy::demo
