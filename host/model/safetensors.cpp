#include "model/safetensors.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"

namespace canopy {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} << 20;
constexpr std::uint64_t max_header_bytes = 100u << 20;  // the limit of the format

[[noreturn]] void malformed(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::checkpoint, path + ": invalid safetensors file: " + what);
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

}  // namespace

std::size_t TensorRef::bytes() const {
  std::size_t count = dtype == "F32" ? sizeof(float) : 1;
  for (std::int64_t d : shape) count *= static_cast<std::size_t>(d);
  return count;
}

void write_safetensors(const std::string& path, Backend& backend, Stream& stream,
                       const std::vector<TensorRef>& tensors, const TensorMetadata& metadata) {
  nlohmann::ordered_json header;
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::size_t at = 0;
  for (const TensorRef& tensor : tensors) {
    header[tensor.name] = {{"dtype", tensor.dtype},
                           {"shape", tensor.shape},
                           {"data_offsets", {at, at + tensor.bytes()}}};
    at += tensor.bytes();
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // tensors are aligned to 8 bytes

  AtomicFile file(path);
  const std::uint64_t length = text.size();
  file.write(&length, sizeof length);  // little-endian, as are all supported machines
  file.write(text);
  Buffer staging = backend.allocate_pinned(std::min(std::max<std::size_t>(at, 1), block_bytes));
  for (const TensorRef& tensor : tensors) {
    const char* from = static_cast<const char*>(tensor.data);
    for (std::size_t done = 0; done < tensor.bytes();) {
      const std::size_t here = std::min(tensor.bytes() - done, staging.bytes());
      backend.download(stream, staging.data(), from + done, here);
      stream.synchronize();
      file.write(staging.data(), here);
      done += here;
    }
  }
  file.commit();
}

SafetensorsFile::SafetensorsFile(const std::string& path) : path_(path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (!in || error) throw Error(ErrorKind::data, path + ": cannot be read");
  std::uint64_t length = 0;
  if (!in.read(reinterpret_cast<char*>(&length), sizeof length)) malformed(path, "too short");
  if (length > max_header_bytes || length > size - sizeof length)
    malformed(path, "the header is longer than the file");
  std::string text(length, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(length))) malformed(path, "too short");
  data_start_ = sizeof length + length;
  const std::uint64_t data_bytes = size - data_start_;

  try {
    const nlohmann::json header = nlohmann::json::parse(text);
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        metadata_ = entry.get<TensorMetadata>();
        continue;
      }
      Entry tensor;
      tensor.dtype = entry.at("dtype").get<std::string>();
      tensor.shape = entry.at("shape").get<std::vector<std::int64_t>>();
      tensor.begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
      tensor.end = entry.at("data_offsets").at(1).get<std::uint64_t>();
      if (tensor.begin > tensor.end || tensor.end > data_bytes)
        malformed(path, fmt::format("the file is truncated: tensor {} ends after its end", name));
      tensors_[name] = tensor;
    }
  } catch (const nlohmann::json::exception&) {
    malformed(path, "the header is not the expected JSON");
  }
}

void replace_metadata(const std::string& path, const TensorMetadata& metadata) {
  const SafetensorsFile checked(path);  // throws if it is not valid
  std::ifstream in(path, std::ios::binary);
  std::uint64_t length = 0;
  in.read(reinterpret_cast<char*>(&length), sizeof length);
  std::string text(length, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(length))) malformed(path, "too short");
  nlohmann::ordered_json header = nlohmann::ordered_json::parse(text);
  header["__metadata__"] = metadata;
  text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  AtomicFile file(path);
  length = text.size();
  file.write(&length, sizeof length);
  file.write(text);
  std::vector<char> block(std::size_t{1} << 20);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0)
    file.write(block.data(), static_cast<std::size_t>(in.gcount()));
  file.commit();
}

void SafetensorsFile::read(Backend& backend, Stream& stream, const TensorRef& ref) const {
  const auto found = tensors_.find(ref.name);
  if (found == tensors_.end()) malformed(path_, "there is no tensor " + ref.name);
  const Entry& entry = found->second;
  if (entry.shape != ref.shape || entry.dtype != ref.dtype)
    throw Error(
        ErrorKind::checkpoint,
        fmt::format("{}: tensor {} is {}{}, but the network expects {}{}; it was trained with "
                    "a different config",
                    path_, ref.name, entry.dtype, shape_text(entry.shape), ref.dtype,
                    shape_text(ref.shape)));
  if (entry.end - entry.begin != ref.bytes())
    malformed(path_, fmt::format("tensor {} has the wrong length", ref.name));
  std::ifstream in(path_, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(data_start_ + entry.begin));
  Buffer staging =
      backend.allocate_pinned(std::min(std::max<std::size_t>(ref.bytes(), 1), block_bytes));
  char* to = static_cast<char*>(ref.data);
  for (std::size_t done = 0; done < ref.bytes();) {
    const std::size_t here = std::min(ref.bytes() - done, staging.bytes());
    if (!in.read(static_cast<char*>(staging.data()), static_cast<std::streamsize>(here)))
      malformed(path_, fmt::format("tensor {} cannot be read", ref.name));
    backend.upload(stream, to + done, staging.data(), here);
    stream.synchronize();
    done += here;
  }
}

}  // namespace canopy
