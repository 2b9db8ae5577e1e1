#include "report/markup.h"

#include <cmath>

#include <fmt/format.h>

#include "report/utf8.h"

namespace canopy {
namespace {

std::string formatted(fmt::format_string<double&> format, double value) {
  return std::isfinite(value) ? fmt::format(format, value) : "–";
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = utf8_length(text);
    if (bytes == 0) {
      out += "\uFFFD";
      text.remove_prefix(1);
      continue;
    }
    switch (text.front()) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string link_to(std::string_view path) {
  static constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (const char c : path) {
    if (unreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string element(std::string_view name, std::string_view attributes, std::string_view content) {
  std::string out = "<" + std::string(name);
  if (!attributes.empty()) out.append(" ").append(attributes);
  return out.append(">").append(content).append("</").append(name).append(">");
}

std::string number_cell(std::string_view content) {
  return element("td", "class=\"number\"", content);
}

std::string column_head(std::string_view content) {
  return element("th", "scope=\"col\"", content);
}

std::string number_head(std::string_view content) {
  return element("th", "scope=\"col\" class=\"number\"", content);
}

std::string row_head(std::string_view content) {
  return element("th", "scope=\"row\" class=\"name\"", content);
}

std::string table_box(std::string_view label, std::string_view content, bool tall) {
  // focusable, so that it can be scrolled without a mouse
  return element("div",
                 fmt::format("class=\"box{}\" role=\"region\" tabindex=\"0\" aria-label=\"{}\"",
                             tall ? " tall" : "", escape(label)),
                 element("table", "", content)) +
         "\n";
}

std::string ratio_text(double value) {
  if (value < 1 && value >= 0.9995) return "&gt;0.999";
  if (value > 0 && value < 0.0005) return "&lt;0.001";
  return formatted("{:.3f}", value);
}

std::string loss_text(double value) {
  const double size = std::fabs(value);
  return size > 0 && (size < 0.001 || size >= 10000) ? formatted("{:.2e}", value)
                                                     : formatted("{:.4f}", value);
}

std::string rate_text(double value) {
  return formatted("{:.3g}", value);
}

std::string speed_text(double value) {
  if (!(value >= 99.95 && value < 1e15)) return formatted("{:.1f}", value);
  return count_text(static_cast<std::int64_t>(value + 0.5));
}

std::string count_text(std::int64_t value) {
  std::string digits = fmt::format("{}", value);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string count_of(std::int64_t value, const std::string& what) {
  return count_text(value) + " " + what + (value == 1 ? "" : "s");
}

}  // namespace canopy
