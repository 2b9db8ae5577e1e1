#include "report/svg.h"

#include <cstdio>

#include "report/markup.h"

namespace canopy::svg {

Point inside(double x, double y) {
  return {left + x * (width - left - right), height - bottom - y * (height - top - bottom)};
}

std::string coordinate(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

std::string line(Point from, Point to, const char* style) {
  return "<line class=\"" + std::string(style) + "\" x1=\"" + coordinate(from.x) + "\" y1=\"" +
         coordinate(from.y) + "\" x2=\"" + coordinate(to.x) + "\" y2=\"" + coordinate(to.y) +
         "\"/>";
}

std::string text(Point at, const char* anchor, const std::string& words, const char* style) {
  return element("text",
                 "class=\"" + std::string(style) + "\" text-anchor=\"" + anchor + "\" x=\"" +
                     coordinate(at.x) + "\" y=\"" + coordinate(at.y) + "\"",
                 words);
}

std::string marker(Point at, const std::string& style, const std::string& words) {
  return element("circle",
                 "class=\"" + style + "\" r=\"3.5\" cx=\"" + coordinate(at.x) + "\" cy=\"" +
                     coordinate(at.y) + "\"",
                 words.empty() ? "" : element("title", "", words));
}

std::string drawing(const std::string& id, const std::string& title, const std::string& words,
                    const std::string& content) {
  return element("svg",
                 "viewBox=\"0 0 460 270\" role=\"img\" aria-labelledby=\"" + id + "-title " + id +
                     "-words\" xmlns=\"http://www.w3.org/2000/svg\"",
                 element("title", "id=\"" + id + "-title\"", title) +
                     element("desc", "id=\"" + id + "-words\"", words) + content);
}

}  // namespace canopy::svg
