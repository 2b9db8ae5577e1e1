// Long skips end at the exact frame in every kind of file, including truncated ones.
#include <filesystem>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include "audio/sounds.h"
#include "base/error.h"
#include "base/files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// The next frames as floats.
std::vector<float> next_frames(Decoder& decoder, std::int64_t frames) {
  std::vector<char> block(static_cast<std::size_t>(frames) * decoder.frame_bytes());
  const std::int64_t got = decoder.read(block.data(), frames);
  std::vector<float> samples;
  for (std::int64_t i = 0; i < got * decoder.info().channels; ++i)
    samples.push_back(decoder.info().format == SampleFormat::pcm16
                          ? static_cast<float>(reinterpret_cast<std::int16_t*>(block.data())[i]) /
                                32768.0f
                          : reinterpret_cast<float*>(block.data())[i]);
  return samples;
}

std::vector<float> part(const std::vector<float>& samples, std::int64_t frame, std::int64_t frames,
                        int channels) {
  const auto first = samples.begin() + frame * channels;
  return {first, first + frames * channels};
}

}  // namespace

TEST_CASE("a long skip ends at the exact frame") {
  const TemporaryFolder folder("skip");
  const std::vector<std::int32_t> sound = make_sound(200000, 2);
  std::vector<Kind> kinds = lossless_kinds();
  kinds.insert(kinds.end(), lossy_kinds().begin(), lossy_kinds().end());
  for (Kind kind : kinds) {
    INFO(kind.name);
    kind.channels = 2;
    const std::string path = write_sound(folder.file(kind.name), kind, sound);
    const Decoded whole = decode(path);
    REQUIRE(whole.error.empty());
    Decoder decoder(path);
    next_frames(decoder, 1000);
    decoder.skip(50000);
    CHECK(decoder.position() == 51000);
    CHECK((next_frames(decoder, 3000) == part(whole.samples, 51000, 3000, 2)));
    decoder.skip(100001);
    CHECK(decoder.position() == 154001);
    CHECK((next_frames(decoder, 3000) == part(whole.samples, 154001, 3000, 2)));
    decoder.skip(40000);
    CHECK((next_frames(decoder, 1000) == part(whole.samples, 197001, 1000, 2)));
    decoder.skip(1 << 20);
    CHECK(decoder.position() * 2 == static_cast<std::int64_t>(whole.samples.size()));
  }
}

TEST_CASE("skipping in a truncated file works up to its end") {
  const TemporaryFolder folder("truncated");
  for (const Kind& kind : {Kind{"a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
                           Kind{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16}}) {
    INFO(kind.name);
    const std::string path = write_sound(folder.file(kind.name), kind, make_sound(200000, 2));
    const Decoded whole = decode(path);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) * 3 / 5);
    Decoder decoder(path);
    decoder.skip(90000);
    CHECK((next_frames(decoder, 3000) == part(whole.samples, 90000, 3000, 2)));
    CHECK_THROWS_AS((decoder.skip(70000), decoder.skip(1)), Error);
    Decoder beyond(path);
    CHECK_THROWS_AS((beyond.skip(180000), beyond.skip(1)), Error);
    Decoder far(path);
    next_frames(far, 1000);
    std::string error;
    try {
      far.skip(180000);
      far.skip(1);
    } catch (const Error& thrown) {
      error = thrown.what();
    }
    CHECK(error == decode(path).error);  // the same as without skipping
  }
}
