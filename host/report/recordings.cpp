// The calls counted in long recordings.
#include <algorithm>
#include <cstdio>
#include <numeric>

#include "base/progress.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t tall_from = 30;    // rows that scroll on a screen
constexpr std::size_t most_columns = 4;  // of more classes a cell names the ones that called

std::int64_t sum(const std::vector<std::int64_t>& calls) {
  return std::accumulate(calls.begin(), calls.end(), std::int64_t{0});
}

std::string number_cell(const std::string& text) {
  return element("td", "class=\"number\"", text);
}

class CountTable {
 public:
  explicit CountTable(const ReportData& data) : data_(data), totals_(data.counted.size()) {
    for (const RecordingCount& count : data.counts) {
      seconds_ += count.seconds;
      for (std::size_t k = 0; k < totals_.size(); ++k) totals_[k] += count.calls.at(k);
      if (!fullest_ || sum(count.calls) > sum(fullest_->calls)) fullest_ = &count;
    }
  }

  std::string sentence() const {
    const auto with_calls =
        std::count_if(data_.counts.begin(), data_.counts.end(),
                      [](const RecordingCount& count) { return sum(count.calls) > 0; });
    std::string out = count_of(sum(totals_), "call") + " in " + count_text(with_calls) + " of " +
                      count_of(static_cast<std::int64_t>(data_.counts.size()), "recording");
    if (seconds_ > 0) out += ", " + duration_text(seconds_) + " of sound";
    if (with_calls > 1)
      out +=
          "; the most, " + count_text(sum(fullest_->calls)) + ", in " + escape(fullest_->recording);
    return out + ".";
  }

  std::string table() const {
    std::string head = "<th scope=\"col\" class=\"name\">recording</th>";
    if (seconds_ > 0) head += "<th scope=\"col\" class=\"number\">length</th>";
    if (data_.counted.size() <= most_columns)
      for (const std::string& name : data_.counted)
        head += element("th", "scope=\"col\" class=\"number\"", escape(name));
    if (data_.counted.size() > 1) head += "<th scope=\"col\" class=\"number\">all calls</th>";
    if (data_.counted.size() > most_columns)
      head += "<th scope=\"col\" class=\"name\">of which</th>";
    std::string rows;
    for (const RecordingCount& count : data_.counts) {
      std::string name = escape(count.recording);
      if (!count.error.empty())
        name += element("span", "class=\"small\"", "read only in part: " + escape(count.error));
      rows += row(name, count.seconds, count.calls, bar(sum(count.calls))) + "\n";
    }
    return element("thead", "", element("tr", "", head + "<td class=\"bar\"></td>")) + "\n" +
           element("tbody", "", rows) + "\n" +
           element("tfoot", "", row("total", seconds_, totals_, ""));
  }

 private:
  std::string row(const std::string& name, double seconds, const std::vector<std::int64_t>& calls,
                  const std::string& bar) const {
    std::string cells = element("th", "scope=\"row\" class=\"name\"", name);
    if (seconds_ > 0) cells += number_cell(duration_text(seconds));
    if (calls.size() <= most_columns)
      for (const std::int64_t n : calls) cells += number_cell(count_text(n));
    if (calls.size() > 1) cells += number_cell(count_text(sum(calls)));
    if (calls.size() > most_columns) cells += element("td", "class=\"name\"", callers(calls));
    return element("tr", "", cells + element("td", "class=\"bar\"", bar));
  }

  /// "Turdus merula 5, Troglodytes troglodytes 2": the classes with calls, most first.
  std::string callers(const std::vector<std::int64_t>& calls) const {
    std::vector<std::size_t> order(calls.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return calls[a] > calls[b]; });
    std::string out;
    for (const std::size_t k : order)
      if (calls[k] > 0)
        out += (out.empty() ? "" : ", ") + escape(data_.counted[k]) + " " + count_text(calls[k]);
    return out;
  }

  std::string bar(std::int64_t calls) const {
    if (calls == 0) return "";
    char style[48];
    std::snprintf(style, sizeof style, "style=\"width:%.1f%%\"",
                  100 * static_cast<double>(calls) / static_cast<double>(sum(fullest_->calls)));
    return element("span", style, "");
  }

  const ReportData& data_;
  std::vector<std::int64_t> totals_;
  const RecordingCount* fullest_ = nullptr;  // of the most calls
  double seconds_ = 0;
};

}  // namespace

std::string recordings_section(const ReportData& data) {
  if (data.counts.empty()) return "";
  const CountTable table(data);
  return element("p", "", table.sentence()) + "\n" +
         table_box("Calls in each recording", table.table(), data.counts.size() > tall_from);
}

}  // namespace canopy
