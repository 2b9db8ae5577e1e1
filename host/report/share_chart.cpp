#include "report/share_chart.h"

#include <cmath>

#include "report/markup.h"
#include "report/svg.h"

namespace canopy {
namespace {

using namespace svg;

class Drawing {
 public:
  explicit Drawing(const ShareChart& chart) : chart_(chart) {}

  std::string operator()() const {
    std::string content = axes();
    if (chart_.diagonal) content += line(at({0, 0, ""}), at({1, 1, ""}), "best");
    for (const ShareChart::Line& l : chart_.lines) content += series(l);
    for (const ShareChart::Point& point : chart_.chosen)
      content += marker(at(point), "chosen", point.words);
    return drawing(chart_.id, chart_.title, chart_.description, content);
  }

 private:
  svg::Point at(const ShareChart::Point& point) const {
    return inside(chart_.x.place(point.x), chart_.y.place(point.y));
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

  /// Points too close to the previous one to be seen are skipped: there may be thousands.
  std::string series(const ShareChart::Line& l) const {
    constexpr double seen = 0.5;
    std::string path, markers;
    svg::Point last{-1e9, -1e9};
    for (std::size_t k = 0; k < l.points.size(); ++k) {
      if (!std::isfinite(l.points[k].x) || !std::isfinite(l.points[k].y)) continue;
      const svg::Point p = at(l.points[k]);
      if (!l.points[k].words.empty()) markers += marker(p, "test", l.points[k].words);
      const bool close = std::fabs(p.x - last.x) < seen && std::fabs(p.y - last.y) < seen;
      if (close && k + 1 < l.points.size()) continue;
      path += (path.empty() ? "M" : "L") + coordinate(p.x) + " " + coordinate(p.y);
      last = p;
    }
    if (path.empty()) return "";
    return element("path", "class=\"test\" d=\"" + path + "\"", element("title", "", l.name)) +
           markers;
  }

  const ShareChart& chart_;
};

}  // namespace

std::string share_chart(const ShareChart& chart) {
  return Drawing(chart)();
}

}  // namespace canopy
