// The network's summary as a table of its layers.
#include <algorithm>
#include <cctype>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

/// "770480256" -> "770,480,256" and "1489 x 255" -> "1,489 × 255".
std::string readable(const std::string& text) {
  const auto digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = static_cast<std::size_t>(
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), digit) -
        text.begin());
    if (end > at && end - at <= 18) {
      out += count_text(std::stoll(text.substr(at, end - at)));
      at = end;
    } else if (text.compare(at, 3, " x ") == 0) {
      out += " × ";
      at += 3;
    } else {
      out += text[at++];
    }
  }
  return escape(out);
}

/// Returns false if the text does not end with `suffix`.
bool remove_suffix(std::string& text, const std::string& suffix) {
  if (!text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

struct LayerRow {
  std::string name, shape, parameters;
};

/// "conv2d -> 1489 x 255 x 16, 160 parameters", "input 1491 x 257 x 1", "total 160 parameters"; any
/// other line becomes a name.
LayerRow parse(std::string line) {
  LayerRow layer;
  if (remove_suffix(line, " parameters")) {
    const std::size_t space = line.find_last_of(' ');
    layer.parameters = line.substr(space == std::string::npos ? 0 : space + 1);
    line.resize(space == std::string::npos ? 0 : space);
    remove_suffix(line, ",");
  }
  const bool input = line.starts_with("input ");
  const std::size_t arrow = input ? 5 : line.find(" -> ");
  layer.name = line.substr(0, arrow);
  if (arrow != std::string::npos) layer.shape = line.substr(arrow + (input ? 1 : 4));
  return layer;
}

}  // namespace

std::string network_section(const ReportData& data) {
  std::string rows;
  for (std::size_t at = 0; at < data.network.size();) {
    const std::size_t end = std::min(data.network.find('\n', at), data.network.size());
    const LayerRow layer = parse(data.network.substr(at, end - at));
    if (end > at)
      rows += element("tr", layer.name == "total" ? "class=\"total\"" : "",
                      element("th", "scope=\"row\"", escape(layer.name)) +
                          element("td", "", readable(layer.shape)) +
                          number_cell(readable(layer.parameters))) +
              "\n";
    at = end + 1;
  }
  if (rows.empty()) return "";
  const std::string head =
      column_head("layer") + column_head("output size") + number_head("parameters");
  return "<p class=\"note\">The input is the spectrogram of a clip: time frames × frequency bands "
         "× "
         "channels.</p>\n" +
         table_box("Layers of the network",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows));
}

}  // namespace canopy
