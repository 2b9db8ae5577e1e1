// The main result in sentences, at the top of the page.
#include <fmt/format.h>

#include "base/progress.h"
#include "report/calls.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

/// "After 4 epochs of training, the model".
std::string model_text(const ReportData& data) {
  return fmt::format("After {} of training, the model",
                     count_of(data.epochs.back().epoch, "epoch"));
}

std::string correct(std::int64_t count) {
  return count_text(count) + (count == 1 ? " is" : " are") + " correct";
}

std::string binary_sentence(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  const std::string name = element("strong", "", escape(data.evaluation.classes.back()));
  std::string out =
      test.tp + test.fn == 0
          ? fmt::format("No test clip is of class {}, so recall is undefined.", name)
          : fmt::format("{} finds {} of the {} of {} (recall {}).", model_text(data),
                        count_text(test.tp), count_of(test.tp + test.fn, "test clip"), name,
                        ratio_text(test.recall));
  if (test.tp + test.fp == 0)
    return out + fmt::format(" It does not classify any test clip as {}.", name);
  return out + fmt::format(" Of the {} that it classifies as {}, {} (precision {}).",
                           count_of(test.tp + test.fp, "test clip"), name, correct(test.tp),
                           ratio_text(test.precision));
}

std::string categorical_sentence(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  const std::size_t classes = data.evaluation.classes.size();
  std::int64_t right = 0;
  for (std::size_t k = 0; k < test.confusion.size(); k += classes + 1) right += test.confusion[k];
  return fmt::format("{} classifies {} of {} correctly, choosing among {} classes (accuracy {}).",
                     model_text(data), count_text(right), count_of(test.items, "test clip"),
                     classes, ratio_text(test.accuracy));
}

std::string multi_label_sentence(const ReportData& data) {
  const PartMetrics& test = data.evaluation.metrics;
  const std::string found =
      fmt::format("{} finds {} of the {} of {} (recall {}).", model_text(data), count_text(test.tp),
                  count_of(test.tp + test.fn, "label"), count_of(test.items, "test clip"),
                  ratio_text(test.recall));
  if (test.tp + test.fp == 0) return found + " It does not assign any label.";
  return found + fmt::format(" Of the {} that it assigns, {} (precision {}).",
                             count_of(test.tp + test.fp, "label"), correct(test.tp),
                             ratio_text(test.precision));
}

std::string test_sentence(const ReportData& data) {
  if (data.evaluation.metrics.items == 0)
    return "The model was not tested, because the split has no test clips.";
  switch (data.evaluation.task) {
    case Task::binary:
      return binary_sentence(data);
    case Task::categorical:
      return categorical_sentence(data);
    case Task::multi_label:
      break;
  }
  return multi_label_sentence(data);
}

std::string scan_sentence(const ReportData& data) {
  std::int64_t found = 0, partial = 0;
  double seconds = 0;
  for (const RecordingResult& recording : data.recordings) {
    for (const std::int64_t n : calls_per_class(recording, data.counted)) found += n;
    seconds += recording.seconds;
    partial += recording.partial();
  }
  std::string out =
      fmt::format("It counts {} in {}", element("strong", "", count_of(found, "call")),
                  count_of(static_cast<std::int64_t>(data.recordings.size()), "recording"));
  if (seconds > 0) out += fmt::format(" ({} of sound)", duration_text(seconds));
  if (partial > 0)
    out += fmt::format("; {} could not be read completely", count_of(partial, "damaged recording"));
  return out + ".";
}

}  // namespace

std::string summary_section(const ReportData& data) {
  if (data.epochs.empty()) return "<p class=\"lead\">No epoch was completed.</p>\n";
  std::string out = element("p", "class=\"lead\"", test_sentence(data)) + "\n";
  if (!data.recordings.empty()) out += element("p", "class=\"lead\"", scan_sentence(data)) + "\n";
  return out;
}

}  // namespace canopy
