// XXH64, a fast 64-bit hash (Yann Collet's specification): tells files and settings apart, keeps no
// secrets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace canopy {

class Hash64 {
 public:
  void add(const void* data, std::size_t bytes);
  void add(std::string_view text) { add(text.data(), text.size()); }
  std::uint64_t value() const;

 private:
  std::uint64_t lanes_[4] = {0x60EA27EEADC0B5D6u, 0xC2B2AE3D27D4EB4Fu, 0, 0x61C8864E7A143579u};
  unsigned char rest_[32];
  std::size_t held_ = 0;  // bytes in rest_
  std::uint64_t total_ = 0;
};

/// Sixteen hexadecimal digits.
std::string hash_text(std::uint64_t hash);
/// Of a file's bytes. Throws Error(data) when it cannot be read.
std::uint64_t hash_file(const std::string& path);

}  // namespace canopy
