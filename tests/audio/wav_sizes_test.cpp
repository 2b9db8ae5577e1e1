// WAV headers with sizes that are placeholders, wrong or too small for the file.
#include <unistd.h>

#include <fstream>

#include <sndfile.h>
#include <catch2/catch_test_macros.hpp>

#include "audio/sounds.h"
#include "base/files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using namespace canopy::test;

namespace {

constexpr std::size_t riff_size = 4, data_size = 40;  // offsets in a plain WAV header

/// A WAV file of `frames` mono 16-bit frames whose header declares these sizes, then `after`.
std::string sized(const std::string& path, std::int64_t frames, std::uint64_t riff,
                  std::uint64_t data, const std::string& after = "") {
  write_sound(path, {"", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 1}, make_sound(frames, 1));
  std::string bytes = read_file(path);
  REQUIRE(bytes.substr(data_size - 4, 4) == "data");
  bytes = with_bytes(bytes, riff_size, little_endian(riff, 4));
  write_bytes(path, with_bytes(bytes, data_size, little_endian(data, 4)) + after);
  return path;
}

}  // namespace

TEST_CASE("a placeholder size means everything in the file") {
  const TemporaryFolder folder("open");
  const auto expected = as_floats(make_sound(5000, 1), 16);
  struct Sizes {
    std::uint64_t riff, data;
  };
  for (const Sizes& sizes :
       {Sizes{0xFFFFFFFF, 0xFFFFFFFF}, Sizes{0, 0}, Sizes{8, 0}, Sizes{36, 0}, Sizes{0xFFFFFFFF, 0},
        Sizes{0x7FFFF024, 0x7FFFF000}, Sizes{0x7FFFFF24, 0x7FFFFF00}, Sizes{0, 0xFFFFFFFF},
        Sizes{0x7FFFFFFF, 0x7FFFFFFF}, Sizes{0x80000024, 0x80000000},
        Sizes{0xFFFFFFFF, 0xFFFFFFDB}}) {
    INFO(std::hex << sizes.riff << " " << sizes.data);
    const Decoded out = decode(sized(folder.file("a.wav"), 5000, sizes.riff, sizes.data));
    CHECK(out.error.empty());
    CHECK(out.info.container == "WAV");
    CHECK(out.info.frames == 5000);
    CHECK((out.samples == expected));
  }
}

TEST_CASE("a placeholder size works with every encoding") {
  const TemporaryFolder folder("encodings");
  for (const Kind& kind : lossless_kinds()) {
    if ((kind.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_WAV &&
        (kind.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_WAVEX)
      continue;
    if ((kind.format & SF_FORMAT_ENDMASK) == SF_ENDIAN_BIG) continue;
    INFO(kind.name);
    const std::string path =
        write_sound(folder.file("a.wav"), kind, make_sound(3000, kind.channels));
    const Decoded closed = decode(path);
    const std::string bytes = read_file(path);
    const std::size_t data = bytes.find("data");
    write_bytes(path, with_bytes(with_bytes(bytes, riff_size, little_endian(0xFFFFFFFF, 4)),
                                 data + 4, little_endian(0xFFFFFFFF, 4)));
    const Decoded open = decode(path);
    CHECK(open.error.empty());
    CHECK((open.samples == closed.samples));
  }
}

TEST_CASE("a size of 0 in an otherwise correct header means no sound") {
  const TemporaryFolder folder("closed");
  const std::string path = folder.file("a.wav");
  const std::string list = "LIST" + little_endian(1000, 4) + std::string(1000, 'x');
  const std::string header = read_file(sized(path, 0, 36 + list.size(), 0));
  write_bytes(path, header + list);
  CHECK(decode(path).error == path + ": holds no sound: 0 frames");
}

TEST_CASE("chunks after or before the data chunk are not sound") {
  const TemporaryFolder folder("chunks");
  const std::string path = folder.file("a.wav");
  const auto expected = as_floats(make_sound(5000, 1), 16);
  const std::string list = "LIST" + little_endian(1000, 4) + std::string(1000, 'x');
  CHECK((decode(sized(path, 5000, 36 + 10000 + list.size(), 10000, list)).samples == expected));

  std::string bytes = read_file(sized(path, 5000, 36 + 10000 + list.size(), 10000));
  bytes.insert(36, list);
  write_bytes(path, bytes);
  CHECK((decode(path).samples == expected));
  write_bytes(path, bytes.substr(0, bytes.size() - 2000));
  CHECK(decode(path).error == path + ": declared 5000 frames, decoded 4000");
}

TEST_CASE("the 64-bit size of an RF64 file is used") {
  const TemporaryFolder folder("rf64");
  const Kind kind{"a.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 16000, 1};
  const std::string path = write_sound(folder.file("a.wav"), kind, make_sound(5000, 1));
  const std::string bytes = read_file(path);
  const std::size_t ds64 = bytes.find("ds64");
  REQUIRE(bytes.substr(ds64 + 16, 8) == little_endian(10000, 8));
  write_bytes(path, with_bytes(bytes, ds64 + 16, little_endian(std::uint64_t{20000000000}, 8)));
  CHECK(decode(path).error == path + ": declared 10000000000 frames, decoded 5000");
}

TEST_CASE("a plain WAV file above 4 GiB is read whole, whatever its 32-bit size") {
  const TemporaryFolder folder("large");
  const std::string path = folder.file("a.wav");
  const std::int64_t frames = (std::int64_t{5} << 30) / 2;
  const std::uint64_t data = 2 * static_cast<std::uint64_t>(frames);
  struct Sizes {
    std::uint64_t riff, data;
  };
  for (const Sizes& sizes : {Sizes{0xFFFFFFFF, 0xFFFFFFFF}, Sizes{0, 0},
                             Sizes{(data + 36) & 0xFFFFFFFF, data & 0xFFFFFFFF}}) {
    sized(path, 100, sizes.riff, sizes.data);
    // a sparse file, which takes almost no space on the disk
    if (::truncate(path.c_str(), 44 + 2 * frames) != 0) SKIP("the file system is too small");
    CHECK(Decoder(path).info().frames == frames);
  }
}
