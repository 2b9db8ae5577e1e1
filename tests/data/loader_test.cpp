// Clips decoded by threads into a ring of slots.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <numeric>
#include <set>
#include <thread>
#include <type_traits>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "data/loader.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using canopy::test::write_float_wav;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Sample `i` of the clip made with `seed`.
std::int16_t sample_of(int seed, std::int64_t i) {
  return static_cast<std::int16_t>(i * 31 + seed * 1009);
}

Clip write_clip(const std::string& path, int format, int rate, int channels, std::int64_t frames,
                int seed) {
  std::vector<std::int16_t> samples;
  for (std::int64_t i = 0; i < frames * channels; ++i) samples.push_back(sample_of(seed, i));
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  REQUIRE(file);
  sf_writef_short(file, samples.data(), frames);
  sf_close(file);
  Clip clip;
  clip.path = path;
  return clip;
}

Clip wav_clip(const std::string& path, std::int64_t frames, int seed, int rate = 8000) {
  return write_clip(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate, 1, frames, seed);
}

/// Slots that move when they grow; the new memory is filled with junk.
struct Slots {
  std::vector<std::unique_ptr<char[]>> all;
  std::set<int> used;
  std::mutex lock;
  SlotMemory memory() {
    return [this](int slot, std::size_t bytes) -> void* {
      const std::lock_guard<std::mutex> hold(lock);
      used.insert(slot);
      if (all.size() <= static_cast<std::size_t>(slot))
        all.resize(static_cast<std::size_t>(slot) + 1);
      auto fresh = std::make_unique<char[]>(bytes);
      std::memset(fresh.get(), 0x55, bytes);
      all[static_cast<std::size_t>(slot)] = std::move(fresh);
      return all[static_cast<std::size_t>(slot)].get();
    };
  }
};

std::vector<std::size_t> in_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

/// Whether a mono 16-bit clip holds the sound of `seed`, starting with sample `first`.
bool holds(const LoadedClip& clip, int seed, std::int64_t first = 0) {
  const auto* samples = static_cast<const std::int16_t*>(clip.pcm);
  for (std::int64_t i = 0; i < clip.frames; ++i)
    if (samples[i] != sample_of(seed, first + i)) return false;
  return clip.bytes == static_cast<std::size_t>(clip.frames) * 2;
}

/// Loads a single clip.
LoadedClip load(const Clip& clip, LoaderOptions options, Slots& slots) {
  const std::vector<Clip> clips = {clip};
  Loader loader(clips, {0}, options, slots.memory());
  LoadedClip loaded;
  REQUIRE(loader.next(loaded));
  return loaded;
}

}  // namespace

TEST_CASE("clips arrive in the requested order, whichever thread finishes first") {
  const TemporaryFolder folder("order");
  std::vector<Clip> clips;
  for (int i = 0; i < 40; ++i)  // the first ones are the longest
    clips.push_back(wav_clip(folder.file(std::to_string(i) + ".wav"), 40000 / (i + 1) + 7, i));
  std::vector<std::size_t> order = in_order(clips.size());
  std::reverse(order.begin() + 10, order.end());
  order.push_back(3);  // one clip twice
  Slots slots;
  Loader loader(clips, order, {.threads = 4, .slots = 5}, slots.memory());
  LoadedClip clip;
  for (const std::size_t index : order) {
    REQUIRE(loader.next(clip));
    CHECK(clip.index == index);
    CHECK(clip.error.empty());
    CHECK(clip.frames == static_cast<std::int64_t>(40000 / (index + 1) + 7));
    CHECK(holds(clip, static_cast<int>(index)));
    loader.release(clip.slot);
  }
  CHECK_FALSE(loader.next(clip));
  CHECK_FALSE(loader.next(clip));
}

TEST_CASE("no more slots than requested are used, and a held one does not change") {
  const TemporaryFolder folder("ring");
  std::vector<Clip> clips;
  for (int i = 0; i < 60; ++i)
    clips.push_back(wav_clip(folder.file(std::to_string(i) + ".wav"), 500 + 100 * (i % 7), i));
  Slots slots;
  Loader loader(clips, in_order(clips.size()), {.threads = 6, .slots = 3}, slots.memory());
  LoadedClip held, clip;
  REQUIRE(loader.next(held));
  std::set<int> seen = {held.slot};
  while (loader.next(clip)) {
    CHECK(clip.slot != held.slot);
    CHECK(holds(clip, static_cast<int>(clip.index)));
    seen.insert(clip.slot);
    loader.release(clip.slot);
  }
  CHECK(holds(held, 0));
  CHECK(seen.size() <= 3);
  CHECK(slots.used.size() <= 3);
}

TEST_CASE("rates, channels and formats may differ between clips") {
  const TemporaryFolder folder("mixed");
  const std::vector<Clip> clips = {
      write_clip(folder.file("a.flac"), SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 3000, 1),
      write_clip(folder.file("b.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_24, 11025, 1, 20000, 2),
      write_clip(folder.file("c.aiff"), SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 48000, 6, 17, 3)};
  Slots slots;
  Loader loader(clips, in_order(3), {.threads = 2, .slots = 1}, slots.memory());
  LoadedClip clip;
  REQUIRE(loader.next(clip));
  CHECK((clip.rate == 44100 && clip.channels == 2 && clip.frames == 3000));
  CHECK((clip.format == SampleFormat::pcm16 && clip.bytes == 3000 * 2 * 2));
  CHECK(static_cast<const std::int16_t*>(clip.pcm)[5999] == sample_of(1, 5999));
  loader.release(clip.slot);
  REQUIRE(loader.next(clip));
  CHECK((clip.rate == 11025 && clip.channels == 1 && clip.frames == 20000));
  CHECK((clip.format == SampleFormat::float32 && clip.bytes == 20000 * 4));
  CHECK(static_cast<const float*>(clip.pcm)[19999] == sample_of(2, 19999) / 32768.0f);
  loader.release(clip.slot);
  REQUIRE(loader.next(clip));
  CHECK((clip.rate == 48000 && clip.channels == 6 && clip.frames == 17));
  CHECK(static_cast<const std::int16_t*>(clip.pcm)[101] == sample_of(3, 101));
}

TEST_CASE("bad clips are reported, and only those") {
  const TemporaryFolder folder("bad");
  std::vector<Clip> clips;
  for (int i = 0; i < 12; ++i)
    clips.push_back(wav_clip(folder.file(std::to_string(i) + ".wav"), 2000, i));
  std::ofstream(clips[1].path, std::ios::trunc) << "no sound at all";
  std::filesystem::resize_file(clips[4].path, 44 + 2 * 700);
  std::filesystem::remove(clips[5].path);
  std::vector<float> samples(3000, 0.5f);
  samples[1234] = std::numeric_limits<float>::quiet_NaN();
  write_float_wav(clips[9].path, samples);
  Slots slots;
  Loader loader(clips, in_order(clips.size()), {.threads = 3, .slots = 2}, slots.memory());
  LoadedClip clip;
  std::vector<std::string> errors;
  while (loader.next(clip)) {
    errors.push_back(clip.error);
    if (clip.error.empty()) CHECK(holds(clip, static_cast<int>(clip.index)));
    loader.release(clip.slot);
  }
  REQUIRE(errors.size() == clips.size());
  CHECK_THAT(errors[1], ContainsSubstring("is not audio in a format that can be read"));
  CHECK(errors[4] == "declared 2000 frames, decoded 700");  // without the path, which callers add
  CHECK(errors[5] == "no such file");
  CHECK(errors[9] == "frame 1234 is not a number (NaN)");
  CHECK(std::count(errors.begin(), errors.end(), "") == 8);
}

TEST_CASE("a clip can be part of a file") {
  const TemporaryFolder folder("part");
  Slots slots;
  Clip clip = wav_clip(folder.file("a.wav"), 40000, 5);
  const auto part = [&](double start_s, double end_s) {
    clip.start_s = start_s;
    clip.end_s = end_s;
    return load(clip, {}, slots);
  };
  LoadedClip loaded = part(0.5, 2.25);
  CHECK(loaded.error.empty());
  CHECK(loaded.frames == 14000);
  CHECK(holds(loaded, 5, 4000));
  loaded = part(3, -1);
  CHECK(loaded.frames == 16000);
  CHECK(holds(loaded, 5, 24000));
  CHECK(part(4, 5).frames == 8000);
  CHECK(part(4, 5.01).error == "ends before the end_s of the clip, after 40000 frames");
  CHECK(part(5, -1).error == "ends before the start_s of the clip, after 40000 frames");
  CHECK(part(7, 8).error == "ends before the start_s of the clip, after 40000 frames");
}

TEST_CASE("keep_s keeps the beginning, and damage after it is still found") {
  const TemporaryFolder folder("keep");
  Slots slots;
  const Clip clip = wav_clip(folder.file("a.wav"), 50000, 6);
  LoaderOptions options;
  options.keep_s = 1.5;
  LoadedClip loaded = load(clip, options, slots);
  CHECK(loaded.error.empty());
  CHECK(loaded.frames == 12000);
  CHECK(holds(loaded, 6));
  options.keep_s = 100;
  CHECK(load(clip, options, slots).frames == 50000);
  options.keep_s = 1.5;
  std::filesystem::resize_file(clip.path, 44 + 2 * 49999);
  CHECK(load(clip, options, slots).error == "declared 50000 frames, decoded 49999");
}

TEST_CASE("a clip longer than max_clip_s is bad, one of exactly that length is not") {
  const TemporaryFolder folder("long");
  Slots slots;
  LoaderOptions options;
  options.max_clip_s = 2;
  CHECK(load(wav_clip(folder.file("a.wav"), 16000, 1), options, slots).error.empty());
  CHECK_THAT(load(wav_clip(folder.file("b.wav"), 16001, 1), options, slots).error,
             ContainsSubstring("longer than data.max_clip_s, 2 s"));
}

TEST_CASE("a clip that outgrows its slot several times is complete") {
  const TemporaryFolder folder("grow");
  Slots slots;
  const LoadedClip loaded = load(wav_clip(folder.file("a.wav"), 300000, 8), {}, slots);
  CHECK(loaded.frames == 300000);
  CHECK(holds(loaded, 8));
}

TEST_CASE("a failed allocation does not make the clip bad") {
  const TemporaryFolder folder("memory");
  const std::vector<Clip> clips = {wav_clip(folder.file("a.wav"), 300, 8)};
  Loader loader(clips, {0}, {}, [](int, std::size_t) -> void* { throw std::bad_alloc(); });
  LoadedClip clip;
  CHECK_THROWS_AS(loader.next(clip), std::bad_alloc);
}

TEST_CASE("a loader can be destroyed at any moment") {
  const TemporaryFolder folder("stop");
  std::vector<Clip> clips;
  for (int i = 0; i < 30; ++i)
    clips.push_back(wav_clip(folder.file(std::to_string(i) + ".wav"), 3000, i));
  for (std::size_t taken = 0; taken < 30; ++taken) {
    Slots slots;
    Loader loader(clips, in_order(clips.size()), {.threads = 4, .slots = 3}, slots.memory());
    LoadedClip clip;
    for (std::size_t i = 0; i < taken; ++i) {
      REQUIRE(loader.next(clip));
      if (i + 1 < taken) loader.release(clip.slot);
    }
  }
  Slots slots;
  Loader none(clips, {}, {}, slots.memory());
  LoadedClip clip;
  CHECK_FALSE(none.next(clip));
}

static_assert(!std::is_constructible_v<Loader, std::vector<Clip>, std::vector<std::size_t>,
                                       LoaderOptions, SlotMemory>,
              "a loader must not view a temporary list of clips");

TEST_CASE("intervals of one file may come in any order, overlap and follow a bad one") {
  const TemporaryFolder folder("intervals");
  const Clip whole = wav_clip(folder.file("a.wav"), 40000, 5);
  const Clip other = wav_clip(folder.file("b.wav"), 40000, 9);
  std::vector<Clip> clips;
  const auto add = [&](const Clip& of, double start_s, double end_s) {
    Clip clip = of;
    clip.start_s = start_s;
    clip.end_s = end_s;
    clips.push_back(clip);
  };
  add(whole, 0.5, 1);
  add(whole, 1, 2);      // continues directly
  add(whole, 1.5, 3);    // starts before that end
  add(whole, 4.5, 5.5);  // ends after the file
  add(whole, 3, 5);
  add(other, 3, 4);
  add(whole, 4.25, -1);
  add(whole, 0, -1);
  add(whole, 0, 0.25);
  for (const int threads : {1, 3}) {
    Slots slots;
    LoaderOptions options;
    options.threads = threads;
    Loader loader(clips, in_order(clips.size()), options, slots.memory());
    LoadedClip clip;
    for (std::size_t i = 0; loader.next(clip); ++i) {
      INFO(i);
      if (i == 3) {
        CHECK(clip.error == "ends before the end_s of the clip, after 40000 frames");
      } else {
        const double end = clips[i].end_s < 0 ? 5 : clips[i].end_s;
        CHECK(clip.error.empty());
        CHECK(clip.frames == static_cast<std::int64_t>((end - clips[i].start_s) * 8000));
        CHECK(holds(clip, i == 5 ? 9 : 5, static_cast<std::int64_t>(clips[i].start_s * 8000)));
      }
      loader.release(clip.slot);
    }
  }
}
