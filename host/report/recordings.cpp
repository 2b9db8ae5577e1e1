// The calls counted in long recordings.
#include <algorithm>
#include <cstdio>

#include "base/progress.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t tall_from = 30;  // rows that scroll on a screen

std::int64_t calls_of(const RecordingCount& count) {
  std::int64_t calls = 0;
  for (const std::int64_t n : count.calls) calls += n;
  return calls;
}

std::string number_cell(const std::string& text) {
  return element("td", "class=\"number\"", text);
}

class CountTable {
 public:
  explicit CountTable(const ReportData& data) : data_(data), totals_(data.counted.size()) {
    for (const RecordingCount& count : data.counts) {
      most_ = std::max(most_, calls_of(count));
      seconds_ += count.seconds;
      for (std::size_t k = 0; k < totals_.size() && k < count.calls.size(); ++k)
        totals_[k] += count.calls[k];
    }
    for (const std::int64_t n : totals_) all_ += n;
  }

  std::string table() const {
    std::string head = "<th scope=\"col\">recording</th>";
    if (seconds_ > 0) head += "<th scope=\"col\" class=\"number\">length</th>";
    for (const std::string& name : data_.counted)
      head += element("th", "scope=\"col\" class=\"number\"", escape(name));
    if (several()) head += "<th scope=\"col\" class=\"number\">all calls</th>";
    std::string rows;
    for (const RecordingCount& count : data_.counts) rows += row(count) + "\n";
    return element("thead", "", element("tr", "", head + "<td class=\"bar\"></td>")) + "\n" +
           element("tbody", "", rows) + "\n" + element("tfoot", "", totals());
  }

  std::string sentence() const {
    std::int64_t with_calls = 0;
    const RecordingCount* fullest = nullptr;
    for (const RecordingCount& count : data_.counts) {
      with_calls += calls_of(count) > 0;
      if (!fullest || calls_of(count) > calls_of(*fullest)) fullest = &count;
    }
    std::string out = count_of(all_, "call") + " in " + count_text(with_calls) + " of " +
                      count_of(static_cast<std::int64_t>(data_.counts.size()), "recording");
    if (seconds_ > 0) out += ", " + duration_text(seconds_) + " of sound";
    if (most_ > 0 && data_.counts.size() > 1)
      out += "; the most, " + count_text(most_) + ", in " + escape(fullest->recording);
    return out + ".";
  }

 private:
  bool several() const { return data_.counted.size() > 1; }

  std::string row(const RecordingCount& count) const {
    std::string name = escape(count.recording);
    if (!count.error.empty())
      name += element("span", "class=\"small\"", "read only in part: " + escape(count.error));
    std::string cells = element("th", "scope=\"row\"", name);
    if (seconds_ > 0) cells += number_cell(duration_text(count.seconds));
    for (const std::int64_t n : count.calls) cells += number_cell(count_text(n));
    if (several()) cells += number_cell(count_text(calls_of(count)));
    return element("tr", "", cells + bar(calls_of(count)));
  }

  std::string bar(std::int64_t calls) const {
    if (calls == 0) return "<td class=\"bar\"></td>";
    char style[48];
    std::snprintf(style, sizeof style, "style=\"width:%.1f%%\"",
                  100 * static_cast<double>(calls) / static_cast<double>(most_));
    return element("td", "class=\"bar\"", element("span", style, ""));
  }

  std::string totals() const {
    std::string cells = "<th scope=\"row\">total</th>";
    if (seconds_ > 0) cells += number_cell(duration_text(seconds_));
    for (const std::int64_t n : totals_) cells += number_cell(count_text(n));
    if (several()) cells += number_cell(count_text(all_));
    return element("tr", "", cells + "<td class=\"bar\"></td>");
  }

  const ReportData& data_;
  std::vector<std::int64_t> totals_;
  std::int64_t all_ = 0, most_ = 0;
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
