// A truncated or damaged file is an error in every container, and the sound before the damage is
// still returned.
#include <algorithm>
#include <limits>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "audio/sounds.h"
#include "base/error.h"
#include "base/files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;
using Catch::Matchers::ContainsSubstring;

namespace {

bool is_beginning(const std::vector<float>& part, const std::vector<float>& whole) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

}  // namespace

TEST_CASE("a lossless file truncated anywhere is an error after the remaining sound") {
  const TemporaryFolder folder("cut");
  for (const Kind& kind : lossless_kinds()) {
    const std::string path =
        write_sound(folder.file(kind.name), kind, make_sound(20000, kind.channels));
    const Decoded whole = decode(path);
    const std::string bytes = read_file(path);
    for (const double share : {0.0005, 0.02, 0.31, 0.5, 0.77, 0.95}) {
      INFO(kind.name << " cut to " << share);
      write_bytes(path, bytes.substr(0, static_cast<std::size_t>(share * bytes.size()) + 1));
      const Decoded cut = decode(path);
      CHECK(cut.error.starts_with(path + ": "));
      CHECK(is_beginning(cut.samples, whole.samples));
      // libsndfile opens a truncated CAF file only if almost nothing is missing
      if (share > 0.3 && cut.info.container != "" && cut.info.container != "CAF")
        CHECK(cut.samples.size() > (share - 0.3) * static_cast<double>(whole.samples.size()));
    }
    INFO(kind.name << " less one byte");
    write_bytes(path, bytes.substr(0, bytes.size() - 1));
    CHECK(decode(path).error.starts_with(path + ": declared 20000 frames, decoded 1"));
  }
}

TEST_CASE("the error of a truncated file gives the declared and the decoded frames") {
  const TemporaryFolder folder("counts");
  for (const auto& [name, format] :
       {std::pair{"a.wav", SF_FORMAT_WAV}, std::pair{"a.aiff", SF_FORMAT_AIFF},
        std::pair{"a.w64", SF_FORMAT_W64}, std::pair{"a.rf64", SF_FORMAT_RF64}}) {
    const Kind kind{name, format | SF_FORMAT_PCM_16, 48000, 2};
    const std::string path = write_sound(folder.file(name), kind, make_sound(9000, 2));
    const std::string bytes = read_file(path);
    write_bytes(path, bytes.substr(0, bytes.size() - 4 * 1234));
    const Decoded cut = decode(path);
    CHECK(cut.info.frames == 9000);
    CHECK(cut.error == path + ": declared 9000 frames, decoded 7766");
    CHECK(cut.samples.size() == 2 * 7766);
  }
  const Kind flac{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 2};
  const std::string path = write_sound(folder.file("a.flac"), flac, make_sound(50000, 2));
  const std::string bytes = read_file(path);
  write_bytes(path, bytes.substr(0, bytes.size() / 2));
  const Decoded cut = decode(path);
  const std::string decoded = std::to_string(cut.samples.size() / 2);
  CHECK(cut.error.starts_with(path + ": declared 50000 frames, decoded " + decoded));
  CHECK(cut.samples.size() > 2 * 15000);
}

TEST_CASE("a truncated Ogg file is an error, and reading it ends") {
  const TemporaryFolder folder("ogg");
  for (const Kind& kind : {Kind{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2},
                           Kind{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 2}}) {
    const std::string path = write_sound(folder.file(kind.name), kind, make_sound(150000, 2));
    const Decoded whole = decode(path);
    REQUIRE(whole.error.empty());
    const std::string bytes = read_file(path);
    for (const double share : {0.001, 0.05, 0.4, 0.6, 0.8, 0.99}) {
      INFO(kind.name << " cut to " << share);
      write_bytes(path, bytes.substr(0, static_cast<std::size_t>(share * bytes.size())));
      const Decoded cut = decode(path);
      CHECK(cut.error.starts_with(path + ": "));
      CHECK(is_beginning(cut.samples, whole.samples));
      CHECK((cut.samples.empty() || cut.info.frames == -1));
      if (share > 0.7) CHECK(cut.samples.size() > whole.samples.size() / 4);
    }
    // cut after a page: all remaining pages are complete, but the end-of-stream page is missing
    INFO(kind.name << " less its last page");
    write_bytes(path, bytes.substr(0, bytes.rfind("OggS")));
    CHECK_THAT(decode(path).error, ContainsSubstring("last Ogg page is missing"));
  }
}

TEST_CASE("a damaged page of an Ogg file is an error") {
  const TemporaryFolder folder("page");
  for (const Kind& kind : {Kind{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2},
                           Kind{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 2}}) {
    INFO(kind.name);
    const std::string path = write_sound(folder.file(kind.name), kind, make_sound(150000, 2));
    const std::string bytes = read_file(path);
    write_bytes(path, with_bytes(bytes, bytes.size() / 2, "damage"));
    CHECK_FALSE(decode(path).error.empty());
  }
}

TEST_CASE("an Ogg file of two consecutive streams is refused, not partly read") {
  const TemporaryFolder folder("chain");
  const Kind kind{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2};
  std::string bytes = read_file(write_sound(folder.file("a.ogg"), kind, make_sound(9000, 2)));
  // libsndfile draws random stream numbers; they must differ here
  std::string second = read_file(write_sound(folder.file("b.ogg"), kind, make_sound(9001, 2)));
  REQUIRE(bytes.substr(14, 4) != second.substr(14, 4));
  write_bytes(folder.file("a.ogg"), bytes + second);
  CHECK_THAT(decode(folder.file("a.ogg")).error, ContainsSubstring("several Ogg streams"));
}

TEST_CASE("a flipped bit in a FLAC file is an error at its block") {
  const TemporaryFolder folder("flac");
  for (const int encoding : {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24}) {
    const Kind kind{"a.flac", SF_FORMAT_FLAC | encoding, 48000, 2};
    const std::string path = write_sound(folder.file("a.flac"), kind, make_sound(50000, 2));
    const Decoded whole = decode(path);
    std::string bytes = read_file(path);
    bytes[bytes.size() * 3 / 4] ^= 1;
    write_bytes(path, bytes);
    const Decoded damaged = decode(path);
    CHECK(damaged.error.starts_with(path + ": declared 50000 frames, decoded 3"));
    CHECK(is_beginning(damaged.samples, whole.samples));
  }
}

TEST_CASE("NaN and infinity are errors that name their frame") {
  const TemporaryFolder folder("nan");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  struct Case {
    double value;
    int encoding;
    const char* what;
  };
  for (const Case& c : {Case{nan, SF_FORMAT_FLOAT, "is not a number (NaN)"},
                        Case{infinity, SF_FORMAT_FLOAT, "is infinite"},
                        Case{-infinity, SF_FORMAT_DOUBLE, "is infinite"},
                        Case{nan, SF_FORMAT_DOUBLE, "is not a number (NaN)"},
                        Case{1e300, SF_FORMAT_DOUBLE, "is infinite"}})
    for (const int container : {SF_FORMAT_WAV, SF_FORMAT_AIFF, SF_FORMAT_CAF, SF_FORMAT_RF64}) {
      std::vector<double> samples(3 * 8000, 0.25);
      samples[3 * 6789 + 2] = c.value;
      SF_INFO info{};
      info.samplerate = 8000;
      info.channels = 3;
      info.format = container | c.encoding;
      SNDFILE* file = sf_open(folder.file("a").c_str(), SFM_WRITE, &info);
      REQUIRE(file);
      sf_writef_double(file, samples.data(), 8000);
      sf_close(file);
      for (const std::int64_t block : {1000, 6789, 6790, 100000}) {
        const Decoded out = decode(folder.file("a"), block);
        CHECK(out.error == folder.file("a") + ": frame 6789 " + c.what);
        CHECK(out.samples.size() == 3 * 6789);
      }
    }
}

TEST_CASE("an error persists: further reads throw it again") {
  const TemporaryFolder folder("stays");
  const Kind kind{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1};
  const std::string path = write_sound(folder.file("a.wav"), kind, make_sound(1000, 1));
  write_bytes(path, read_file(path).substr(0, 1044));
  Decoder decoder(path);
  std::vector<std::int16_t> samples(1000);
  CHECK(decoder.read(samples.data(), 1000) == 500);
  CHECK(decoder.position() == 500);
  CHECK_THROWS_AS(decoder.read(samples.data(), 1000), Error);
  CHECK_THROWS_AS(decoder.read(samples.data(), 1000), Error);
  Decoder skipping(path);
  skipping.skip(500);
  CHECK_THROWS_AS(skipping.skip(1), Error);
}
