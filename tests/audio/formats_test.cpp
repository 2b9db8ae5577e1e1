// Intact files of every kind decode to the sound that was written.
#include <filesystem>
#include <thread>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include "audio/sounds.h"
#include "base/error.h"
#include "base/files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;

namespace {

int bits_of(int format) {
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_S8:
      return 8;
    case SF_FORMAT_PCM_16:
      return 16;
    case SF_FORMAT_PCM_24:
      return 24;
    default:
      return 32;
  }
}

std::string id3_tag(std::size_t bytes) {
  std::string tag = "ID3\x04";
  tag += std::string("\0\0", 2);
  for (int shift = 21; shift >= 0; shift -= 7) tag += static_cast<char>(bytes >> shift & 0x7F);
  // bytes in the tag that look like MP3 frames must not be treated as frames
  while (tag.size() < 10 + bytes) tag += std::string("\xFF\xFB\x90\x00", 4);
  return tag.substr(0, 10 + bytes);
}

}  // namespace

TEST_CASE("lossless files decode bit for bit") {
  const TemporaryFolder folder("lossless");
  for (const Kind& kind : lossless_kinds()) {
    INFO(kind.name);
    const auto sound = make_sound(10007, kind.channels);
    const Decoded out = decode(write_sound(folder.file(kind.name), kind, sound));
    CHECK(out.error.empty());
    CHECK(out.info.rate == kind.rate);
    CHECK(out.info.channels == kind.channels);
    CHECK(out.info.frames == 10007);
    CHECK((out.info.format == SampleFormat::pcm16) == (bits_of(kind.format) <= 16));
    CHECK((out.samples == as_floats(sound, bits_of(kind.format))));
  }
}

TEST_CASE("lossy files decode to the same length and nearly the same sound") {
  const TemporaryFolder folder("lossy");
  for (const Kind& kind : lossy_kinds()) {
    INFO(kind.name);
    const auto sound = make_sound(30011, kind.channels);
    const Decoded out = decode(write_sound(folder.file(kind.name), kind, sound));
    CHECK(out.error.empty());
    CHECK(out.info.rate == kind.rate);
    CHECK(out.info.channels == kind.channels);
    CHECK(out.info.frames == 30011);
    CHECK(out.samples.size() == sound.size());
    CHECK(correlation(out.samples, as_floats(sound, 32)) > 0.99);
  }
}

TEST_CASE("the container is recognised by the first bytes, not by the name") {
  const TemporaryFolder folder("names");
  const auto sound = make_sound(500, 2);
  const auto container = [&](const char* name, int format) {
    return decode(write_sound(folder.file(name), {name, format, 48000, 2}, sound)).info.container;
  };
  CHECK(container("a", SF_FORMAT_WAV | SF_FORMAT_PCM_16) == "WAV");
  CHECK(container("a.mp3", SF_FORMAT_FLAC | SF_FORMAT_PCM_16) == "FLAC");
  CHECK(container("a.au", SF_FORMAT_AIFF | SF_FORMAT_PCM_16) == "AIFF");
  CHECK(container("a.wav", SF_FORMAT_CAF | SF_FORMAT_PCM_16) == "CAF");
  CHECK(container("b.wav", SF_FORMAT_W64 | SF_FORMAT_PCM_16) == "W64");
  CHECK(container("c.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16) == "RF64");
  CHECK(container("d.wav", SF_FORMAT_OGG | SF_FORMAT_VORBIS) == "Ogg");
  CHECK(container("e.wav", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III) == "MP3");
}

TEST_CASE("names with spaces, in any script and longer than 1023 bytes work") {
  const TemporaryFolder folder("unusual names");
  const Kind kind{"", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 1};
  const auto sound = make_sound(321, 1);
  const std::string written = write_sound(folder.file("a.wav"), kind, sound);
  std::string deep = folder.path();
  while (deep.size() < 1100) deep += "/" + std::string(100, 'd');
  std::filesystem::create_directories(deep);
  for (const std::string& path :
       {folder.file("two  words .wav"), folder.file("Zo\xC3\xAB \xE9\xB3\xA5\xF0\x9F\x90\xA6.wav"),
        folder.file("latin \xE9.wav"), deep + "/far down.wav"}) {
    INFO(path);
    std::filesystem::copy_file(written, path);
    const Decoded out = decode(path);
    CHECK(out.error.empty());
    CHECK((out.samples == as_floats(sound, 16)));
  }
}

TEST_CASE("an ID3 tag before the sound is skipped") {
  const TemporaryFolder folder("id3");
  for (const Kind& kind : {Kind{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                           Kind{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                           Kind{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
                           Kind{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
                           Kind{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}})
    for (const std::size_t bytes : {std::size_t{300}, std::size_t{700000}}) {
      INFO(kind.name << " after a tag of " << bytes << " bytes");
      const std::string path = write_sound(folder.file(kind.name), kind, make_sound(9000, 2));
      const Decoded bare = decode(path);
      write_bytes(path, id3_tag(bytes) + read_file(path));
      const Decoded tagged = decode(path);
      CHECK(tagged.error.empty());
      CHECK(tagged.info.frames == 9000);
      CHECK((tagged.samples == bare.samples));
    }
}

TEST_CASE("the sound does not depend on block sizes or on skipping") {
  const TemporaryFolder folder("blocks");
  for (const Kind& kind : {Kind{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
                           Kind{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
                           Kind{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}}) {
    INFO(kind.name);
    const std::string path = write_sound(folder.file(kind.name), kind, make_sound(20000, 2));
    const Decoded whole = decode(path, 1 << 20);
    CHECK((decode(path, 777).samples == whole.samples));

    Decoder decoder(path);
    decoder.skip(12345);
    CHECK(decoder.position() == 12345);
    std::vector<char> frame(decoder.frame_bytes());
    REQUIRE(decoder.read(frame.data(), 1) == 1);
    const float value = decoder.info().format == SampleFormat::pcm16
                            ? *reinterpret_cast<std::int16_t*>(frame.data()) / 32768.0f
                            : *reinterpret_cast<float*>(frame.data());
    CHECK(value == whole.samples[2 * 12345]);
    CHECK(decoder.position() == 12346);
    CHECK(decoder.read(frame.data(), 0) == 0);
    CHECK(decoder.read(frame.data(), 1) == 1);  // a read of 0 frames does not end the file
    decoder.skip(1 << 20);
    CHECK(decoder.position() == 20000);
    CHECK(decoder.read(frame.data(), 1) == 0);
    CHECK(decoder.read(frame.data(), 1) == 0);
  }
}

TEST_CASE("float files are read unchanged, also beyond full scale") {
  const TemporaryFolder folder("float");
  const std::vector<float> values = {0, 1, -1, 2.5f, -1e30f, 1e-40f, 0.1f};
  for (const int container : {SF_FORMAT_WAV, SF_FORMAT_AIFF, SF_FORMAT_CAF, SF_FORMAT_W64}) {
    SF_INFO info{};
    info.samplerate = 8000;
    info.channels = 1;
    info.format = container | SF_FORMAT_FLOAT;
    SNDFILE* file = sf_open(folder.file("a").c_str(), SFM_WRITE, &info);
    REQUIRE(file);
    sf_writef_float(file, values.data(), static_cast<sf_count_t>(values.size()));
    sf_close(file);
    CHECK(decode(folder.file("a")).samples == values);
  }
}

TEST_CASE("1 and 1024 channels, 1 kHz and 768 kHz are read") {
  const TemporaryFolder folder("extremes");
  for (const Kind& kind : {Kind{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 768000, 1024},
                           Kind{"b.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1000, 1}}) {
    const auto sound = make_sound(50, kind.channels);
    const Decoded out = decode(write_sound(folder.file(kind.name), kind, sound));
    CHECK(out.error.empty());
    CHECK(out.info.rate == kind.rate);
    CHECK((out.samples == as_floats(sound, bits_of(kind.format))));
  }
}

TEST_CASE("several threads can decode at once") {
  const TemporaryFolder folder("threads");
  std::vector<std::string> paths;
  std::vector<Decoded> alone;
  for (const Kind& kind : lossy_kinds())
    paths.push_back(write_sound(folder.file(kind.name), kind, make_sound(20000, kind.channels)));
  for (const std::string& path : paths) alone.push_back(decode(path));
  std::vector<std::thread> threads;
  std::vector<int> same(4, 0);
  for (std::size_t t = 0; t < same.size(); ++t)
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::size_t at = (i + t) % paths.size();
        same[t] += decode(paths[at]).samples == alone[at].samples ? 1 : 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(same == std::vector<int>(4, static_cast<int>(paths.size())));
}
