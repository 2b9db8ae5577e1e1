// Memory depends on the blocks that are read, not on the length that a header declares.
#include <sys/resource.h>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include "audio/sounds.h"
#include "base/files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;

namespace {

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("a long silence in a small file is read in little memory") {
  const TemporaryFolder folder("silence");
  const std::string path = folder.file("a.flac");
  const Kind kind{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 8};
  const std::int64_t frames = 8 << 20;  // 134 MB as 16-bit samples
  {
    SF_INFO info{0, kind.rate, kind.channels, kind.format, 0, 0};
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    REQUIRE(file);
    const std::vector<short> silence(std::size_t{1} << 19);
    for (std::int64_t at = 0; at < frames; at += 1 << 16)
      sf_writef_short(file, silence.data(), 1 << 16);
    sf_close(file);
  }
  REQUIRE(read_file(path).size() < 1 << 20);
  const long before = peak_kilobytes();
  Decoder decoder(path);
  CHECK(decoder.info().frames == frames);
  decoder.skip(frames + 1);
  CHECK(decoder.position() == frames);
  CHECK(peak_kilobytes() - before < 40000);
}

TEST_CASE("headers that declare petabytes are opened in little memory") {
  const TemporaryFolder folder("petabytes");
  const std::string path = folder.file("a");
  const long before = peak_kilobytes();
  // FLAC: a 36-bit number of frames, starting in the lower half of byte 21
  const Kind flac{"", SF_FORMAT_FLAC | SF_FORMAT_PCM_16};
  std::string bytes = read_file(write_sound(path, flac, make_sound(20000, 2)));
  bytes[21] = static_cast<char>(bytes[21] | 0x0F);
  write_bytes(path, with_bytes(bytes, 22, std::string(4, '\xFF')));
  Decoded out = decode(path);
  CHECK(out.error.starts_with(path + ": declared 68719476735 frames, decoded 20000"));
  CHECK(out.samples.size() == 2 * 20000);
  // CAF: 64 bits of bytes
  const Kind caf{"", SF_FORMAT_CAF | SF_FORMAT_PCM_16};
  bytes = read_file(write_sound(path, caf, make_sound(20000, 2)));
  write_bytes(path,
              with_bytes(bytes, bytes.find("data", 100) + 4, "\x0F" + std::string(7, '\xFF')));
  CHECK_FALSE(decode(path).error.empty());
  // W64
  const Kind w64{"", SF_FORMAT_W64 | SF_FORMAT_PCM_16};
  bytes = read_file(write_sound(path, w64, make_sound(20000, 2)));
  write_bytes(path, with_bytes(bytes, bytes.find("data\xF3") + 16, std::string(6, '\xFF')));
  out = decode(path);
  CHECK(out.error.ends_with(" frames, decoded 20000"));
  CHECK(peak_kilobytes() - before < 40000);
}
