#include "report/ratio_chart.h"

#include <cmath>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/svg.h"

namespace canopy {
namespace {

using namespace svg;

class Drawing {
 public:
  explicit Drawing(const RatioChart& chart) : chart_(chart) {}

  std::string operator()() const {
    std::string content = axes();
    if (chart_.diagonal) content += line(at({0, 0, ""}), at({1, 1, ""}), "best");
    for (const RatioChart::Line& l : chart_.lines) content += series(l);
    for (const RatioChart::Point& point : chart_.highlighted)
      content += marker(at(point), "chosen", point.tooltip);
    return drawing(chart_.id, chart_.title, chart_.description, content);
  }

 private:
  svg::Point at(const RatioChart::Point& point) const {
    return inside(chart_.x.position(point.x), chart_.y.position(point.y));
  }

  std::string axes() const {
    std::string out;
    for (const Tick& tick : chart_.y.ticks) {
      const double y = at({chart_.x.low, tick.value, ""}).y;
      out += line({left, y}, {width - right, y}, "grid");
      out += text({left - 8, y + 4.5}, "end", tick.label);
    }
    const double floor = height - bottom;
    out += line({left, floor}, {width - right, floor}, "axis");
    for (const Tick& tick : chart_.x.ticks) {
      const double x = at({tick.value, chart_.y.low, ""}).x;
      out += line({x, floor}, {x, floor + 5}, "axis");
      out += text({x, floor + 19}, "middle", tick.label);
    }
    return out + text({12, 23}, "start", chart_.title, "title") +
           text({(left + width - right) / 2, height - 5}, "middle", chart_.x_title);
  }

  /// Skips points too close to the previous one to be visible: there may be thousands.
  std::string series(const RatioChart::Line& l) const {
    constexpr double min_distance = 0.5;  // in units of the drawing
    std::string path, markers;
    svg::Point last{-1e9, -1e9};
    for (std::size_t k = 0; k < l.points.size(); ++k) {
      if (!std::isfinite(l.points[k].x) || !std::isfinite(l.points[k].y)) continue;
      const svg::Point p = at(l.points[k]);
      if (!l.points[k].tooltip.empty()) markers += marker(p, "test", l.points[k].tooltip);
      const bool close =
          std::fabs(p.x - last.x) < min_distance && std::fabs(p.y - last.y) < min_distance;
      if (close && k + 1 < l.points.size()) continue;
      path += (path.empty() ? "M" : "L") + coordinate(p.x) + " " + coordinate(p.y);
      last = p;
    }
    if (path.empty()) return "";
    return element("path", fmt::format("class=\"test\" d=\"{}\"", path),
                   element("title", "", l.name)) +
           markers;
  }

  const RatioChart& chart_;
};

}  // namespace

std::string ratio_chart(const RatioChart& chart) {
  return Drawing(chart)();
}

}  // namespace canopy
