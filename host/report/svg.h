// Building blocks of the charts' SVG. All charts have the same size.
#pragma once

#include <string>

namespace canopy::svg {

// In units of the drawing, which the page scales to its column.
inline constexpr double width = 460, height = 270;
inline constexpr double left = 52, right = 14, top = 44, bottom = 42;

struct Point {
  double x, y;
};

/// From 0..1 on both axes to a point in the drawing.
Point inside(double x, double y);

std::string coordinate(double value);
std::string line(Point from, Point to, const char* style);
std::string text(Point at, const char* anchor, const std::string& content,
                 const char* style = "label");
/// A dot with a tooltip (HTML), unless that is empty.
std::string marker(Point at, const std::string& style, const std::string& tooltip);
/// The whole drawing; `id` is unique on the page, the other arguments are HTML. Screen readers get
/// the description.
std::string drawing(const std::string& id, const std::string& title, const std::string& description,
                    const std::string& content);

}  // namespace canopy::svg
