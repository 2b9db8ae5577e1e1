#include "report/chart.h"

#include <cmath>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/svg.h"

namespace canopy {
namespace {

constexpr std::size_t max_markers = 60;  // a longer line is clearer without markers

using namespace svg;

class Drawing {
 public:
  explicit Drawing(const LineChart& chart)
      : chart_(chart), x_(epoch_scale(chart.epochs.front(), chart.epochs.back())) {}

  std::string operator()() const {
    return drawing(chart_.id, escape(chart_.title), description(),
                   axes() + legend() + best() + series(chart_.train, "train", "training") +
                       series(chart_.test, "test", "test"));
  }

 private:
  Point at(double epoch, double value) const {
    return inside(x_.position(epoch), chart_.y.position(value));
  }

  std::string axes() const {
    std::string out;
    for (const Tick& tick : chart_.y.ticks) {
      const double y = at(0, tick.value).y;
      out += line({left, y}, {width - right, y}, "grid");
      out += text({left - 8, y + 4.5}, "end", tick.label);
    }
    const double floor = height - bottom;
    out += line({left, floor}, {width - right, floor}, "axis");
    for (const Tick& tick : x_.ticks) {
      const double x = at(tick.value, chart_.y.low).x;
      out += line({x, floor}, {x, floor + 5}, "axis");
      out += text({x, floor + 19}, "middle", tick.label);
    }
    return out + text({(left + width - right) / 2, height - 5}, "middle", "epoch");
  }

  std::string legend() const {
    constexpr double y = 18;
    const std::string suffix = chart_.y.logarithmic ? " (logarithmic)" : "";
    return text({12, y + 5}, "start", escape(chart_.title) + suffix, "title") +
           "<path class=\"test\" d=\"M292 18H318\"/>" + marker({305, y}, "test", "") +
           text({325, y + 4.5}, "start", "test") + "<path class=\"train\" d=\"M362 18H388\"/>" +
           marker({375, y}, "train", "") + text({395, y + 4.5}, "start", "training");
  }

  std::string best() const {
    if (chart_.best == 0) return "";
    const double x = at(chart_.best, chart_.y.low).x;
    return line({x, top - 4}, {x, height - bottom}, "best");
  }

  /// A line through the values, interrupted at NaN values.
  std::string series(const std::vector<double>& values, const std::string& style,
                     const std::string& name) const {
    std::string path, markers;
    bool pen_down = false;
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (!std::isfinite(values[k])) {
        pen_down = false;
        continue;
      }
      const Point p = at(chart_.epochs[k], values[k]);
      path += (pen_down ? "L" : "M") + coordinate(p.x) + " " + coordinate(p.y);
      pen_down = true;
      if (values.size() <= max_markers)
        markers +=
            marker(p, style,
                   fmt::format("{}, epoch {}: {}", name, chart_.epochs[k], chart_.text(values[k])));
    }
    if (path.empty()) return "";
    return fmt::format("<path class=\"{}\" d=\"{}\"/>{}", style, path, markers);
  }

  std::string description() const {
    const auto range = [&](const std::vector<double>& values) {
      if (values.size() == 1) return chart_.text(values.front());
      return fmt::format("from {} to {}", chart_.text(values.front()), chart_.text(values.back()));
    };
    const std::string epochs =
        chart_.epochs.size() == 1
            ? fmt::format("Epoch {}", chart_.epochs.front())
            : fmt::format("Epochs {} to {}", chart_.epochs.front(), chart_.epochs.back());
    return fmt::format("{}. Test: {}. Training: {}.", epochs, range(chart_.test),
                       range(chart_.train));
  }

  const LineChart& chart_;
  Scale x_;
};

}  // namespace

std::string line_chart(const LineChart& chart) {
  return Drawing(chart)();
}

}  // namespace canopy
