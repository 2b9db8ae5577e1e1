// The number of calls in each of the long recordings.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/progress.h"
#include "report/calls.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t max_columns = 4;  // with more classes, one column lists those with calls

std::int64_t sum(const std::vector<std::int64_t>& calls) {
  return std::accumulate(calls.begin(), calls.end(), std::int64_t{0});
}

/// Below the name of a damaged recording.
std::string damage(const RecordingResult& recording) {
  return element("span", "class=\"small\"",
                 (recording.seconds > 0 ? "only partly read: " : "could not be read: ") +
                     escape(recording.error));
}

class CountTable {
 public:
  explicit CountTable(const ReportData& data) : data_(data), totals_(data.counted.size()) {
    for (const RecordingResult& recording : data.recordings) {
      calls_.push_back(calls_per_class(recording, data.counted));
      seconds_ += recording.seconds;
      for (std::size_t k = 0; k < totals_.size(); ++k) totals_[k] += calls_.back()[k];
      if (sum(calls_.back()) > sum(calls_[fullest_])) fullest_ = calls_.size() - 1;
    }
  }

  std::string sentence() const {
    const auto with_calls = std::count_if(calls_.begin(), calls_.end(),
                                          [](const auto& calls) { return sum(calls) > 0; });
    std::string out =
        fmt::format("{} in {} of {}", count_of(sum(totals_), "call"), count_text(with_calls),
                    count_of(static_cast<std::int64_t>(calls_.size()), "recording"));
    if (seconds_ > 0) out += fmt::format(" ({} of sound)", duration_text(seconds_));
    if (with_calls > 1) out += "; " + maximum_text();
    return out + ".";
  }

  std::string table() const {
    std::string head = "<th scope=\"col\" class=\"name\">recording</th>";
    if (seconds_ > 0) head += number_head("length");
    if (data_.counted.size() <= max_columns)
      for (const std::string& name : data_.counted) head += number_head(escape(name));
    if (data_.counted.size() > 1) head += number_head("all calls");
    if (data_.counted.size() > max_columns)
      head += "<th scope=\"col\" class=\"name\">by class</th>";
    std::string rows;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const RecordingResult& recording = data_.recordings[i];
      const std::string name =
          escape(recording.name) + (recording.partial() ? damage(recording) : "");
      rows += row(name, recording.seconds, calls_[i], bar(sum(calls_[i]))) + "\n";
    }
    return element("thead", "", element("tr", "", head + "<td class=\"bar\"></td>")) + "\n" +
           element("tbody", "", rows) + "\n" +
           element("tfoot", "", row("total", seconds_, totals_, ""));
  }

 private:
  /// "the most (5) in dawn.wav", or only the number if several recordings have as many.
  std::string maximum_text() const {
    const std::int64_t most = sum(calls_[fullest_]);
    const auto with_most = std::count_if(calls_.begin(), calls_.end(),
                                         [&](const auto& calls) { return sum(calls) == most; });
    return with_most == 1 ? fmt::format("the most ({}) in {}", count_text(most),
                                        escape(data_.recordings[fullest_].name))
                          : fmt::format("at most {} per recording", count_of(most, "call"));
  }

  std::string row(const std::string& name, double seconds, const std::vector<std::int64_t>& calls,
                  const std::string& bar) const {
    std::string cells = row_head(name);
    if (seconds_ > 0) cells += number_cell(duration_text(seconds));
    if (calls.size() <= max_columns)
      for (const std::int64_t n : calls) cells += number_cell(count_text(n));
    if (calls.size() > 1) cells += number_cell(count_text(sum(calls)));
    if (calls.size() > max_columns) cells += element("td", "class=\"name\"", by_class(calls));
    return element("tr", "", cells + element("td", "class=\"bar\"", bar));
  }

  /// "Turdus merula 5, Troglodytes troglodytes 2": the classes with calls, most calls first.
  std::string by_class(const std::vector<std::int64_t>& calls) const {
    std::vector<std::size_t> order(calls.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return calls[a] > calls[b]; });
    std::string out;
    for (const std::size_t k : order)
      if (calls[k] > 0)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", escape(data_.counted[k]),
                           count_text(calls[k]));
    return out;
  }

  std::string bar(std::int64_t calls) const {
    if (calls == 0) return "";
    const auto most = static_cast<double>(sum(calls_[fullest_]));
    return element("span",
                   fmt::format("style=\"width:{:.1f}%\"", 100 * static_cast<double>(calls) / most),
                   "");
  }

  const ReportData& data_;
  std::vector<std::vector<std::int64_t>> calls_;  // of each recording, by class
  std::vector<std::int64_t> totals_;              // by class
  std::size_t fullest_ = 0;                       // index of the recording with the most calls
  double seconds_ = 0;
};

}  // namespace

std::string recordings_section(const ReportData& data) {
  if (data.recordings.empty()) return "";
  const CountTable table(data);
  return element("p", "", table.sentence()) + "\n" +
         table_box("Calls in each recording", table.table(), data.recordings.size() > tall_from);
}

}  // namespace canopy
