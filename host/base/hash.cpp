#include "base/hash.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/error.h"

namespace canopy {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

constexpr std::uint64_t prime1 = 0x9E3779B185EBCA87u, prime2 = 0xC2B2AE3D27D4EB4Fu,
                        prime3 = 0x165667B19E3779F9u, prime4 = 0x85EBCA77C2B2AE63u,
                        prime5 = 0x27D4EB2F165667C5u;

std::uint64_t mixed(std::uint64_t lane, std::uint64_t word) {
  return std::rotl(lane + word * prime2, 31) * prime1;
}

template <class Word>
Word word_at(const unsigned char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

}  // namespace

void Hash64::add(const void* data, std::size_t bytes) {
  const auto* at = static_cast<const unsigned char*>(data);
  total_ += bytes;
  while (bytes > 0) {
    const unsigned char* stripe = at;
    if (held_ > 0 || bytes < sizeof rest_) {
      const std::size_t taken = std::min(bytes, sizeof rest_ - held_);
      std::memcpy(rest_ + held_, at, taken);
      held_ += taken;
      at += taken;
      bytes -= taken;
      if (held_ < sizeof rest_) return;
      stripe = rest_;
      held_ = 0;
    } else {
      at += sizeof rest_;
      bytes -= sizeof rest_;
    }
    for (int i = 0; i < 4; ++i)
      lanes_[i] = mixed(lanes_[i], word_at<std::uint64_t>(stripe + 8 * i));
  }
}

std::uint64_t Hash64::value() const {
  std::uint64_t hash = prime5;
  if (total_ >= sizeof rest_) {
    hash = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) +
           std::rotl(lanes_[3], 18);
    for (const std::uint64_t lane : lanes_) hash = (hash ^ mixed(0, lane)) * prime1 + prime4;
  }
  hash += total_;
  std::size_t at = 0;
  for (; at + 8 <= held_; at += 8)
    hash = std::rotl(hash ^ mixed(0, word_at<std::uint64_t>(rest_ + at)), 27) * prime1 + prime4;
  for (; at + 4 <= held_; at += 4)
    hash = std::rotl(hash ^ (word_at<std::uint32_t>(rest_ + at) * prime1), 23) * prime2 + prime3;
  for (; at < held_; ++at) hash = std::rotl(hash ^ (rest_[at] * prime5), 11) * prime1;
  hash = (hash ^ (hash >> 33)) * prime2;
  hash = (hash ^ (hash >> 29)) * prime3;
  return hash ^ (hash >> 32);
}

std::string hash_text(std::uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::uint64_t hash_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> block(std::size_t{1} << 20);
  Hash64 hash;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.add(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (!in.eof()) throw Error(ErrorKind::data, path + ": cannot be read");
  return hash.value();
}

}  // namespace canopy
