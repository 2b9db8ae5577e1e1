// The safetensors format (Hugging Face): 8 bytes of header length, a JSON header of names, shapes
// and offsets, then raw little-endian tensors. Read and written in blocks, so that the tensors are
// never held in host memory as a whole.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ops/backend.h"

namespace canopy {

/// A tensor to write or read.
struct TensorRef {
  std::string name;
  std::vector<std::int64_t> shape;
  void* data = nullptr;       // device memory of the backend given
  std::string dtype = "F32";  // F32 or U8
  std::size_t bytes() const;
};

using TensorMetadata = std::map<std::string, std::string>;

/// Writes atomically (see AtomicFile), block by block. Throws Error(disk).
void write_safetensors(const std::string& path, Backend& backend, Stream& stream,
                       const std::vector<TensorRef>& tensors, const TensorMetadata& metadata);

/// Rewrites the file atomically with new metadata and the same tensors. Throws Error(checkpoint) if
/// the file is malformed, Error(disk).
void replace_metadata(const std::string& path, const TensorMetadata& metadata);

/// A file with a validated header. Throws Error(checkpoint) if it is malformed, Error(data) if it
/// cannot be read.
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::string& path);
  const TensorMetadata& metadata() const { return metadata_; }
  bool has(const std::string& name) const { return tensors_.count(name) > 0; }
  /// Uploads tensor `ref.name` to ref.data; dtype and shape must match.
  void read(Backend& backend, Stream& stream, const TensorRef& ref) const;

 private:
  struct Entry {
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t begin, end;  // within the data
  };
  std::string path_;
  std::uint64_t data_start_ = 0;
  std::map<std::string, Entry> tensors_;
  TensorMetadata metadata_;
};

}  // namespace canopy
