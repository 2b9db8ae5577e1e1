// Files that are not audio, or not in an allowed container, are refused with a one-line reason.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

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
namespace fs = std::filesystem;

namespace {

/// Why opening is refused, without the path that must come first.
std::string refusal(const std::string& name) {
  const std::string path = name.c_str();  // a message ends at a zero byte
  try {
    Decoder decoder(name);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    const std::string text = error.what();
    CHECK(text.starts_with(path + ": "));
    CHECK(text.find('\n') == std::string::npos);
    return text.substr(std::min(text.size(), path.size() + 2));
  }
  return "";
}

const char* const not_audio = "is not audio in a format that can be read here";

}  // namespace

TEST_CASE("a path that is not a regular file is refused without opening it") {
  const TemporaryFolder folder("kinds");
  CHECK(refusal(folder.file("none.wav")) == "no such file");
  CHECK(refusal("") == "no such file");
  CHECK(refusal(folder.path()) == "is a folder, not an audio file");
  REQUIRE(mkfifo(folder.file("pipe.wav").c_str(), 0600) == 0);
  CHECK(refusal(folder.file("pipe.wav")) == "is a pipe or a device, not a regular file");
  CHECK(refusal("/dev/zero") == "is a pipe or a device, not a regular file");
  fs::create_symlink(folder.file("pipe.wav"), folder.file("link.wav"));
  CHECK(refusal(folder.file("link.wav")) == "is a pipe or a device, not a regular file");
  fs::create_symlink("circle.wav", folder.file("circle.wav"));
  CHECK_THAT(refusal(folder.file("circle.wav")), ContainsSubstring("cannot be read"));
  write_bytes(folder.file("file"), "x");
  CHECK_THAT(refusal(folder.file("file/inside.wav")), ContainsSubstring("cannot be read"));
  CHECK_THAT(refusal(folder.file(std::string(300, 'n'))), ContainsSubstring("cannot be read"));
  CHECK_THAT(refusal(folder.file(std::string("a\0b.wav", 7))), ContainsSubstring("zero byte"));
}

TEST_CASE("a symbolic link to a sound is followed") {
  const TemporaryFolder folder("link");
  write_sound(folder.file("a.wav"), {"", SF_FORMAT_WAV | SF_FORMAT_PCM_16}, make_sound(9, 2));
  fs::create_symlink("a.wav", folder.file("link.wav"));
  CHECK(decode(folder.file("link.wav")).samples.size() == 18);
}

TEST_CASE("a file without read permission is refused") {
  if (::geteuid() == 0) SKIP("root may read everything");
  const TemporaryFolder folder("permission");
  write_sound(folder.file("a.wav"), {"", SF_FORMAT_WAV | SF_FORMAT_PCM_16}, make_sound(9, 2));
  fs::permissions(folder.file("a.wav"), fs::perms::none);
  CHECK(refusal(folder.file("a.wav")) == "cannot be read: Permission denied");
}

TEST_CASE("an empty file and junk under audio names are refused") {
  const TemporaryFolder folder("junk");
  std::string noise, text;
  for (const std::int32_t sample : make_sound(20000, 1)) noise += static_cast<char>(sample);
  while (text.size() < 50000) text += "The calls were heard at dawn. ";
  for (const char* extension : {".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".caf", ".w64",
                                ".rf64", ".au", ".snd", ".vox", ".gsm", ".raw", ".sd2", ".svx"}) {
    const std::string path = folder.file(std::string("a") + extension);
    write_bytes(path, "");
    CHECK(refusal(path) == "the file is empty");
    for (const std::string& junk :
         {std::string("x"), text, noise, std::string(100000, '\0'), std::string(100000, '\xFF'),
          std::string("RIFF"), std::string("RIFF\0\0\0\0AVI LIST", 16), std::string("fLa")}) {
      write_bytes(path, junk);
      CHECK_THAT(refusal(path), ContainsSubstring(not_audio));
    }
  }
}

TEST_CASE("a header with nothing after it is refused") {
  const TemporaryFolder folder("headers");
  for (const std::string& head :
       {std::string("RIFF\x24\0\0\0WAVE", 12), std::string("RF64\xFF\xFF\xFF\xFFWAVE", 12),
        std::string("FORM\0\0\0\0AIFF", 12), std::string("caff\0\1\0\0", 8), std::string("fLaC"),
        std::string("OggS"), std::string("OggS") + std::string(40, '\0')}) {
    write_bytes(folder.file("a"), head);
    INFO(head);
    CHECK_FALSE(refusal(folder.file("a")).empty());
  }
}

TEST_CASE("other containers are refused, though libsndfile would open them") {
  const TemporaryFolder folder("containers");
  const auto sound = make_sound(3000, 1);
  for (const auto& [name, format] :
       {std::pair{"a.au", SF_FORMAT_AU}, std::pair{"a.voc", SF_FORMAT_VOC},
        std::pair{"a.paf", SF_FORMAT_PAF}, std::pair{"a.svx", SF_FORMAT_SVX},
        std::pair{"a.nist", SF_FORMAT_NIST}, std::pair{"a.ircam", SF_FORMAT_IRCAM},
        std::pair{"a.mat4", SF_FORMAT_MAT4}, std::pair{"a.mat5", SF_FORMAT_MAT5},
        std::pair{"a.pvf", SF_FORMAT_PVF}, std::pair{"a.htk", SF_FORMAT_HTK},
        std::pair{"a.avr", SF_FORMAT_AVR}, std::pair{"a.sd2", SF_FORMAT_SD2},
        std::pair{"a.mpc", SF_FORMAT_MPC2K}, std::pair{"a.raw", SF_FORMAT_RAW},
        std::pair{"looks like a.wav", SF_FORMAT_AU}}) {
    INFO(name);
    write_sound(folder.file(name), {name, format | SF_FORMAT_PCM_16, 22050, 1}, sound);
    CHECK_THAT(refusal(folder.file(name)), ContainsSubstring(not_audio));
  }
  const Kind instrument{"a.xi", SF_FORMAT_XI | SF_FORMAT_DPCM_16, 44100, 1};
  CHECK_THAT(refusal(write_sound(folder.file("a.xi"), instrument, sound)),
             ContainsSubstring(not_audio));
}

TEST_CASE("unsupported encodings are refused with advice to convert") {
  const TemporaryFolder folder("encodings");
  for (const Kind& kind : {Kind{"ima.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
                           Kind{"ms.wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM},
                           Kind{"gsm.wav", SF_FORMAT_WAV | SF_FORMAT_GSM610, 8000, 1},
                           Kind{"dwvw.aiff", SF_FORMAT_AIFF | SF_FORMAT_DWVW_16, 8000, 1},
                           Kind{"alac.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16}}) {
    INFO(kind.name);
    CHECK_THAT(refusal(write_sound(folder.file(kind.name), kind, make_sound(9000, kind.channels))),
               ContainsSubstring("convert it to FLAC or PCM"));
  }
}

TEST_CASE("a file without frames is refused") {
  const TemporaryFolder folder("zero");
  for (const std::vector<Kind>* kinds : {&lossless_kinds(), &lossy_kinds()})
    for (const Kind& kind : *kinds) {
      INFO(kind.name);
      const Decoded out = decode(write_sound(folder.file(kind.name), kind, {}));
      CHECK(out.samples.empty());
      CHECK_FALSE(out.error.empty());
    }
  CHECK_THAT(refusal(folder.file("16.wav")), ContainsSubstring("holds no sound"));
}

TEST_CASE("rates and channel numbers out of range are refused") {
  const TemporaryFolder folder("reason");
  const std::string path = write_sound(
      folder.file("a.wav"), {"", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2}, make_sound(90, 2));
  const std::string good = read_file(path);
  for (const std::uint32_t rate : {0u, 768001u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
    write_bytes(path, with_bytes(good, 24, little_endian(rate, 4)));
    CHECK_FALSE(refusal(path).empty());
  }
  write_bytes(path, with_bytes(good, 24, little_endian(768001, 4)));
  CHECK(refusal(path) == "has a sample rate of 768001 Hz; 1000 to 768000 can be read");
  for (const std::uint32_t channels : {0u, 1025u, 65535u}) {
    write_bytes(path, with_bytes(good, 22, little_endian(channels, 2)));
    CHECK_FALSE(refusal(path).empty());
  }
}
