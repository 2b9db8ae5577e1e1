// XXH64, a fast 64-bit hash that identifies files and settings. Not cryptographic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct XXH64_state_s;

namespace canopy {

class Hash64 {
 public:
  Hash64();
  void add(const void* data, std::size_t bytes);
  void add(std::string_view text) { add(text.data(), text.size()); }
  std::uint64_t value() const;

 private:
  struct Free {
    void operator()(XXH64_state_s* state) const;
  };
  std::unique_ptr<XXH64_state_s, Free> state_;
};

/// Sixteen hexadecimal digits.
std::string hash_text(std::uint64_t hash);
/// The hash of a file's bytes. Throws Error(data) if the file cannot be read.
std::uint64_t hash_file(const std::string& path);

}  // namespace canopy
