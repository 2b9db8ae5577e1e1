#include "base/hash.h"

#include <fstream>
#include <new>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/error.h"

namespace canopy {

void Hash64::Free::operator()(XXH64_state_s* state) const {
  XXH64_freeState(state);
}

Hash64::Hash64() : state_(XXH64_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH64_reset(state_.get(), 0);
}

void Hash64::add(const void* data, std::size_t bytes) {
  if (bytes > 0) XXH64_update(state_.get(), data, bytes);
}

std::uint64_t Hash64::value() const {
  return XXH64_digest(state_.get());
}

std::string hash_text(std::uint64_t hash) {
  return fmt::format("{:016x}", hash);
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
