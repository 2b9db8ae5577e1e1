#include "report/svg.h"

#include <fmt/format.h>

#include "report/markup.h"

namespace canopy::svg {

Point inside(double x, double y) {
  return {left + x * (width - left - right), height - bottom - y * (height - top - bottom)};
}

std::string coordinate(double value) {
  return fmt::format("{:.1f}", value);
}

std::string line(Point from, Point to, const char* style) {
  return fmt::format("<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>",
                     style, from.x, from.y, to.x, to.y);
}

std::string text(Point at, const char* anchor, const std::string& content, const char* style) {
  return element("text",
                 fmt::format("class=\"{}\" text-anchor=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\"", style,
                             anchor, at.x, at.y),
                 content);
}

std::string marker(Point at, const std::string& style, const std::string& tooltip) {
  return element(
      "circle",
      fmt::format("class=\"{}\" r=\"3.5\" cx=\"{:.1f}\" cy=\"{:.1f}\"", style, at.x, at.y),
      tooltip.empty() ? "" : element("title", "", tooltip));
}

std::string drawing(const std::string& id, const std::string& title, const std::string& description,
                    const std::string& content) {
  const std::string attributes = fmt::format(
      "viewBox=\"0 0 {0:g} {1:g}\" role=\"img\" aria-labelledby=\"{2}-title {2}-words\" "
      "xmlns=\"http://www.w3.org/2000/svg\"",
      width, height, id);
  return element("svg", attributes,
                 element("title", fmt::format("id=\"{}-title\"", id), title) +
                     element("desc", fmt::format("id=\"{}-words\"", id), description) + content);
}

}  // namespace canopy::svg
