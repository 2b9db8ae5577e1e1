// Pieces of the charts' SVG: all have one size, in the units of the drawing.
#pragma once

#include <string>

namespace canopy::svg {

// The page scales the drawing to its column.
inline constexpr double width = 460, height = 270;
inline constexpr double left = 52, right = 14, top = 44, bottom = 42;

struct Point {
  double x, y;
};

/// Where 0..1 of both axes lies in the drawing.
Point inside(double x, double y);

std::string coordinate(double value);
std::string line(Point from, Point to, const char* style);
std::string text(Point at, const char* anchor, const std::string& words,
                 const char* style = "label");
/// A dot with `words` (HTML) as its tooltip; no tooltip if they are empty.
std::string marker(Point at, const std::string& style, const std::string& words);
/// The whole drawing; `id` is unique on the page, `title` and `words` are HTML.
std::string drawing(const std::string& id, const std::string& title, const std::string& words,
                    const std::string& content);

}  // namespace canopy::svg
