#include "report/tensorboard.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = "events.out.tfevents.";

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0x82F63B78u : crc >> 1;
    table[byte] = crc;
  }
  return table;
}();

std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int k = 0; k < bytes; ++k) out += static_cast<char>(value >> 8 * k & 0xFF);
  return out;
}

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}

// protobuf: a field is a key (number and wire type) followed by the value
std::string key(int field, int wire_type) {
  return varint(static_cast<std::uint64_t>(field << 3 | wire_type));
}

std::string int_field(int field, std::int64_t value) {
  return key(field, 0) + varint(static_cast<std::uint64_t>(value));
}

std::string double_field(int field, double value) {
  return key(field, 1) + little_endian(std::bit_cast<std::uint64_t>(value), 8);
}

std::string bytes_field(int field, std::string_view value) {
  return key(field, 2) + varint(value.size()) + std::string(value);
}

std::string float_field(int field, double value) {
  return key(field, 5) + little_endian(std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4);
}

/// Masked, as the format requires: a CRC of data that contains CRCs would be problematic.
std::string masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return little_endian((crc >> 15 | crc << 17) + 0xA282EAD8u, 4);
}

std::string record(const std::string& event) {
  const std::string length = little_endian(event.size(), 8);
  return length + masked_crc(length) + event + masked_crc(event);
}

/// Event: 1 wall_time, 2 step, 3 file_version, 5 summary, 7 session_log.
std::string event(double wall_time, std::int64_t step, const std::string& content) {
  return record(double_field(1, wall_time) + int_field(2, step) + content);
}

/// Summary: 1 value, repeated. Value: 1 tag, 2 simple_value.
std::string scalar(const std::string& tag, double value) {
  return bytes_field(1, bytes_field(1, tag) + float_field(2, value));
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::vector<std::string> event_files(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (entry.path().filename().string().starts_with(prefix)) found.push_back(entry.path());
  return found;
}

std::string host_name() {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : bytes)
    crc = crc >> 8 ^ crc_table[(crc ^ static_cast<unsigned char>(c)) & 0xFF];
  return ~crc;
}

std::string event_file_start(double wall_time) {
  constexpr int session_start = 1;  // SessionLog: 1 status
  return event(wall_time, 0, bytes_field(3, "brain.Event:2")) +
         event(wall_time, 0, bytes_field(7, int_field(1, session_start)));
}

std::string event_record(const EpochRow& row, double wall_time) {
  struct Metric {
    const char* name;
    double PartMetrics::*value;
  };
  constexpr Metric metrics[] = {{"loss", &PartMetrics::loss},
                                {"accuracy", &PartMetrics::accuracy},
                                {"precision", &PartMetrics::precision},
                                {"recall", &PartMetrics::recall},
                                {"f1", &PartMetrics::f1},
                                {"average_precision", &PartMetrics::average_precision},
                                {"roc_auc", &PartMetrics::roc_auc}};
  std::string summary;
  for (const Metric& metric : metrics) {
    summary += scalar(std::string(metric.name) + "/train", row.train.*metric.value);
    summary += scalar(std::string(metric.name) + "/test", row.test.*metric.value);
    if (row.validation.items > 0)
      summary += scalar(std::string(metric.name) + "/validation", row.validation.*metric.value);
  }
  summary += scalar("learning_rate", row.learning_rate);
  return event(wall_time, row.epoch, bytes_field(5, summary));
}

void write_events(const std::string& folder, const std::vector<EpochRow>& rows) {
  // The end times of earlier epochs are no longer known, only their durations.
  const double now = seconds_now();
  double ended = now;
  std::string records;
  for (std::size_t k = rows.size(); k-- > 0;) {
    records.insert(0, event_record(rows[k], ended));
    ended -= rows[k].train.seconds + rows[k].test.seconds + rows[k].validation.seconds;
  }
  // TensorBoard notices a new file in the folder, but not one that is replaced in place.
  const std::vector<std::string> older = event_files(folder);
  const std::string path =
      fmt::format("{}/{}{}.{}", folder, prefix, static_cast<std::int64_t>(now), host_name());
  write_file(path, event_file_start(ended) + records);
  for (const std::string& file : older) {
    std::error_code error;
    if (file != path && !fs::remove(file, error))
      throw Error(ErrorKind::disk, fmt::format("{}: cannot remove it: {}", file, error.message()));
  }
}

void append_event(const std::string& folder, const EpochRow& row) {
  const std::vector<std::string> files = event_files(folder);
  if (files.empty()) return write_events(folder, {row});
  append_file(*std::max_element(files.begin(), files.end()), event_record(row, seconds_now()));
}

}  // namespace canopy
