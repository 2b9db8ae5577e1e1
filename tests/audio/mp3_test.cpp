// MP3 files declare their length in the Xing header, if at all, and often wrongly.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "audio/sounds.h"
#include "base/files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::int64_t frames = 200000;
constexpr std::size_t frame_samples = 1152;
const Kind kind{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2};

/// Starts with silence, so that the bit rate of the first frames differs from the rest.
std::vector<std::int32_t> late_sound() {
  std::vector<std::int32_t> sound = make_sound(frames, 2);
  std::fill_n(sound.begin(), 100000, 0);
  return sound;
}

std::string encode(const std::string& path, int mode) {
  SF_INFO info{};
  info.samplerate = kind.rate;
  info.channels = kind.channels;
  info.format = kind.format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  REQUIRE(file);
  sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
  const auto sound = late_sound();
  sf_writef_int(file, sound.data(), frames);
  sf_close(file);
  return read_file(path);
}

/// The length of the MPEG 1 layer 3 frame at `at`.
std::size_t frame_bytes(const std::string& bytes, std::size_t at) {
  static constexpr std::array rates = {0,   32,  40,  48,  56,  64,  80, 96,
                                       112, 128, 160, 192, 224, 256, 320};
  const auto third = static_cast<unsigned char>(bytes.at(at + 2));
  return static_cast<std::size_t>(144000 * rates.at(third >> 4) / 44100 + (third >> 1 & 1));
}

/// The frames of sound, without the first, which holds the Xing header.
std::string without_xing(const std::string& bytes) {
  return bytes.substr(frame_bytes(bytes, 0));
}

std::size_t count_frames(const std::string& bytes) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < bytes.size(); at += frame_bytes(bytes, at)) ++count;
  return count;
}

/// Captures standard error, to which libmpg123 writes by itself.
class StandardError {
 public:
  explicit StandardError(std::string path) : path_(std::move(path)), before_(::dup(2)) {
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(file, 2);
    ::close(file);
  }
  ~StandardError() {
    ::dup2(before_, 2);
    ::close(before_);
  }
  std::string text() const { return read_file(path_); }

 private:
  std::string path_;
  int before_;
};

struct Files {
  TemporaryFolder folder{"mp3"};
  std::string path = folder.file("a.mp3");
  Decoded decoded(const std::string& bytes) const {
    write_bytes(path, bytes);
    return decode(path);
  }
};

}  // namespace

TEST_CASE("an MP3 with a Xing header decodes to the length of the encoded sound") {
  const Files files;
  for (const int mode : {SF_BITRATE_MODE_CONSTANT, SF_BITRATE_MODE_VARIABLE}) {
    const Decoded out = files.decoded(encode(files.path, mode));
    CHECK(out.error.empty());
    CHECK(out.info.frames == frames);
    CHECK(out.samples.size() == 2 * frames);
    CHECK(correlation(out.samples, as_floats(late_sound(), 32)) > 0.99);
  }
}

TEST_CASE("without a Xing header all frames are decoded, at any bit rate") {
  const Files files;
  for (const int mode : {SF_BITRATE_MODE_CONSTANT, SF_BITRATE_MODE_VARIABLE}) {
    INFO(mode);
    const std::string sound = without_xing(encode(files.path, mode));
    const std::size_t in_file = count_frames(sound) * frame_samples;
    const Decoded out = files.decoded(sound);
    CHECK(out.error.empty());
    CHECK(out.samples.size() / 2 <= in_file);
    CHECK(out.samples.size() / 2 + 2 * frame_samples >= in_file);
    CHECK(out.info.frames == static_cast<std::int64_t>(out.samples.size() / 2));
    // now LAME's delay of 576 samples comes first; the decoder's own 529 are removed
    const std::vector<float> later(out.samples.begin() + 2 * 576, out.samples.end());
    CHECK(correlation(later, as_floats(late_sound(), 32)) > 0.99);
  }
}

TEST_CASE("a truncated MP3 is an error") {
  const Files files;
  const std::string bytes = encode(files.path, SF_BITRATE_MODE_VARIABLE);
  const auto declared = count_frames(bytes) - 1;
  for (const double share : {0.3, 0.6, 0.9, 0.99}) {
    INFO(share);
    const Decoded cut =
        files.decoded(bytes.substr(0, static_cast<std::size_t>(share * bytes.size())));
    CHECK_THAT(cut.error,
               ContainsSubstring("declared " + std::to_string(declared * frame_samples) +
                                 " frames, decoded " + std::to_string(cut.samples.size() / 2)));
    CHECK(cut.samples.size() > share * 0.5 * frames);
  }
  // one missing byte is noticed: the last frame is incomplete
  CHECK_THAT(files.decoded(bytes.substr(0, bytes.size() - 1)).error,
             ContainsSubstring("declared "));
}

TEST_CASE("tags after the sound are not damage") {
  const Files files;
  for (const std::string& bytes : {encode(files.path, SF_BITRATE_MODE_VARIABLE),
                                   without_xing(encode(files.path, SF_BITRATE_MODE_VARIABLE))}) {
    const Decoded bare = files.decoded(bytes);
    for (const std::string& tag :
         {"TAG" + std::string(125, ' '), "APETAGEX" + std::string(90000, '\x7F'),
          std::string(5000, '\0')}) {
      const StandardError standard_error(files.folder.file("stderr"));
      const Decoded tagged = files.decoded(bytes + tag);
      CHECK(standard_error.text().empty());  // a progress line is shown there
      CHECK(tagged.error.empty());
      CHECK((tagged.samples == bare.samples));
    }
  }
}

TEST_CASE("zeros or the rest of a cut frame before the sound are skipped") {
  const Files files;
  const std::string bytes = encode(files.path, SF_BITRATE_MODE_VARIABLE);
  const Decoded bare = files.decoded(bytes);
  CHECK((files.decoded(std::string(30000, '\0') + bytes).samples == bare.samples));
  const std::string sound = without_xing(bytes);
  const Decoded cut = files.decoded(sound.substr(50));
  CHECK(cut.error.empty());
  CHECK(cut.samples.size() == files.decoded(sound).samples.size() - 2 * frame_samples);
}

TEST_CASE("concatenated MP3 files are read to the end") {
  const Files files;
  const std::string bytes = encode(files.path, SF_BITRATE_MODE_VARIABLE);
  const std::string tag = std::string("ID3\x04\0\0\0\0\x02\0", 10) + std::string(256, 'x');
  for (const std::string& between : {std::string(), tag}) {
    const Decoded both = files.decoded(bytes + between + bytes);
    CHECK(both.error.empty());
    CHECK(both.samples.size() / 2 >= 2 * frames);
    CHECK(both.samples.size() / 2 < 2 * frames + 8 * frame_samples);
  }
}

TEST_CASE("junk between frames is damage") {
  const Files files;
  const std::string sound = without_xing(encode(files.path, SF_BITRATE_MODE_VARIABLE));
  std::size_t middle = 0;
  while (middle < sound.size() / 2) middle += frame_bytes(sound, middle);
  std::string damaged = sound;
  damaged.insert(middle, std::string(700, '\x11'));
  CHECK_THAT(files.decoded(damaged).error,
             ContainsSubstring("700 bytes between its frames are not MP3"));
}
