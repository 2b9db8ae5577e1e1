#include "support/event_file.h"

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <variant>

namespace canopy::test {
namespace {

/// CRC-32C as a bitwise polynomial division, most significant bit first.
std::uint32_t checksum(const std::string& bytes) {
  const auto reversed = [](std::uint32_t value, int bits) {
    std::uint32_t out = 0;
    for (int bit = 0; bit < bits; ++bit) out |= (value >> bit & 1u) << (bits - 1 - bit);
    return out;
  };
  std::uint32_t remainder = 0xFFFFFFFFu;
  for (const char c : bytes) {
    remainder ^= reversed(static_cast<unsigned char>(c), 8) << 24;
    for (int bit = 0; bit < 8; ++bit) {
      const bool top = remainder >> 31 != 0;
      remainder <<= 1;
      if (top) remainder ^= 0x1EDC6F41u;
    }
  }
  return ~reversed(remainder, 32);
}

std::uint32_t unmasked(std::uint32_t masked) {
  const std::uint32_t rotated = masked - 0xA282EAD8u;
  return rotated << 15 | rotated >> 17;
}

class Bytes {
 public:
  explicit Bytes(const std::string& bytes) : bytes_(bytes) {}
  bool done() const { return at_ == bytes_.size(); }

  std::string take(std::size_t count) {
    if (bytes_.size() - at_ < count) throw std::runtime_error("truncated record");
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }

  template <class Value>
  Value value() {
    Value out;
    std::memcpy(&out, take(sizeof out).data(), sizeof out);
    return out;
  }

  std::uint64_t varint() {
    std::uint64_t out = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return out;
      if (shift > 56) throw std::runtime_error("a varint has more than 9 bytes");
    }
  }

 private:
  const std::string& bytes_;
  std::size_t at_ = 0;
};

using FieldValue = std::variant<std::uint64_t, double, float, std::string>;

/// The fields of a message, in order.
std::vector<std::pair<int, FieldValue>> fields(const std::string& message) {
  std::vector<std::pair<int, FieldValue>> found;
  for (Bytes bytes(message); !bytes.done();) {
    const std::uint64_t key = bytes.varint();
    const int field = static_cast<int>(key >> 3);
    switch (key & 7) {
      case 0:
        found.emplace_back(field, bytes.varint());
        break;
      case 1:
        found.emplace_back(field, bytes.value<double>());
        break;
      case 2:
        found.emplace_back(field, bytes.take(bytes.varint()));
        break;
      case 5:
        found.emplace_back(field, bytes.value<float>());
        break;
      default:
        throw std::runtime_error("unknown wire type");
    }
  }
  return found;
}

void read_summary(const std::string& message, LoggedEvent& event) {
  for (const auto& [field, value] : fields(message)) {
    if (field != 1) throw std::runtime_error("unknown field of Summary");
    std::string tag;
    float number = 0;
    for (const auto& [inner, inner_value] : fields(std::get<std::string>(value))) {
      if (inner == 1)
        tag = std::get<std::string>(inner_value);
      else if (inner == 2)
        number = std::get<float>(inner_value);
      else
        throw std::runtime_error("unknown field of Summary.Value");
    }
    if (!event.scalars.emplace(tag, number).second)
      throw std::runtime_error("duplicate tag: " + tag);
  }
}

LoggedEvent read_event(const std::string& message) {
  LoggedEvent event;
  for (const auto& [field, value] : fields(message)) {
    switch (field) {
      case 1:
        event.wall_time = std::get<double>(value);
        break;
      case 2:
        event.step = static_cast<std::int64_t>(std::get<std::uint64_t>(value));
        break;
      case 3:
        event.file_version = std::get<std::string>(value);
        break;
      case 5:
        read_summary(std::get<std::string>(value), event);
        break;
      case 7:
        event.session_start = fields(std::get<std::string>(value)) ==
                              std::vector<std::pair<int, FieldValue>>{{1, std::uint64_t{1}}};
        break;
      default:
        throw std::runtime_error("unknown field of Event");
    }
  }
  return event;
}

}  // namespace

std::vector<LoggedEvent> read_events(const std::string& bytes) {
  std::vector<LoggedEvent> events;
  for (Bytes file(bytes); !file.done();) {
    const std::string length = file.take(8);
    if (unmasked(file.value<std::uint32_t>()) != checksum(length))
      throw std::runtime_error("wrong checksum of a length");
    std::uint64_t count = 0;
    std::memcpy(&count, length.data(), sizeof count);
    const std::string message = file.take(count);
    if (unmasked(file.value<std::uint32_t>()) != checksum(message))
      throw std::runtime_error("wrong checksum of an event");
    events.push_back(read_event(message));
  }
  return events;
}

std::vector<std::string> list_event_files(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().filename().string().find("tfevents") != std::string::npos)
      found.push_back(entry.path());
  return found;
}

}  // namespace canopy::test
