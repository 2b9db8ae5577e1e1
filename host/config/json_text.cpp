#include "config/json_text.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

/// "source:line:column" of byte `position`, which the parser counts from 1.
std::string place(std::string_view text, const std::string& source, std::size_t position) {
  const std::string_view before =
      text.substr(0, std::min(text.size(), position ? position - 1 : 0));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  // Columns count characters, so UTF-8 continuation bytes do not count.
  const auto column =
      1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(),
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return fmt::format("{}:{}:{}", source, line, column);
}

/// The reason from the library's "[tag] parse error at line L, column C: reason", in ASCII, as it
/// may quote bytes that are not valid text.
std::string plain_message(std::string message) {
  constexpr std::size_t max_bytes = 200;
  if (message.rfind('[', 0) == 0) message.erase(0, message.find("] ") + 2);
  if (message.rfind("parse error", 0) == 0) message.erase(0, message.find(": ") + 2);
  if (message.size() > max_bytes) message = message.substr(0, max_bytes) + "...";
  for (char& c : message)
    if (static_cast<signed char>(c) < 0x20 || c == 0x7f)
      c = '?';  // bytes of 0x80 and above are negative
  return message;
}

/// Builds the tree from the events of the parser, which does not recurse.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, const std::string& source, Problems& problems,
          const std::string& pointer)
      : text_(text), source_(source), problems_(problems) {
    open_.push_back({nullptr, pointer, {}, {}, true});
  }
  Json take() { return std::move(root_); }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // never occurs in text

  bool start_object(std::size_t) override { return start(Json::object()); }
  bool start_array(std::size_t) override { return start(Json::array()); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }

  bool key(string_t& name) override {
    Container& container = open_.back();
    container.key = name;
    container.keep = container.keys.insert(name).second;
    if (!container.keep && container.kept)
      problems_.add(join_pointer(container.pointer, name), "duplicate key; remove all but one");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    throw Error(ErrorKind::config,
                place(text_, source_, position) + ": " + plain_message(error.what()));
  }

 private:
  /// An object or list whose end has not been read yet.
  struct Container {
    Json* value;                 // null for the document itself
    std::string pointer;         // of value
    std::string key;             // of the member being read
    std::set<std::string> keys;  // read so far
    bool kept = true;            // false inside a duplicate, which is parsed but discarded
    bool keep = true;            // false if the member being read is a duplicate
  };

  /// Adds a value to the tree and returns its address there; null inside a duplicate.
  Json* place_value(Json value) {
    Container& container = open_.back();
    if (!container.kept || !container.keep) return nullptr;
    if (!container.value) return &(root_ = std::move(value));
    if (container.value->is_array()) return &container.value->emplace_back(std::move(value));
    return &((*container.value)[container.key] = std::move(value));
  }

  template <class T>
  bool put(T&& value) {
    place_value(Json(std::forward<T>(value)));
    return true;
  }

  bool start(Json value) {
    const Container& container = open_.back();
    std::string pointer = container.pointer;
    if (container.value && container.value->is_array())
      pointer = join_pointer(pointer, std::to_string(container.value->size()));
    else if (container.value)
      pointer = join_pointer(pointer, container.key);
    if (static_cast<int>(open_.size()) > max_json_depth)
      throw Error(ErrorKind::config, fmt::format("{}: {}: nested more than {} levels deep", source_,
                                                 pointer_name(pointer), max_json_depth));
    Json* placed = place_value(std::move(value));
    open_.push_back({placed, pointer, {}, {}, placed != nullptr});
    return true;
  }

  bool end() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& source_;
  Problems& problems_;
  Json root_;
  std::vector<Container> open_;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& source, Problems& problems,
                const std::string& pointer) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF")
    text.remove_prefix(3);  // a byte-order mark is not a column
  Builder builder(text, source, problems, pointer);
  Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

std::string shown(const Json& value) {
  constexpr std::size_t max_bytes = 60;
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace canopy
