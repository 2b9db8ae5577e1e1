#include "run/run_record.h"

#include <algorithm>

#include "base/progress.h"
#include "base/version.h"
#include "report/report_of.h"
#include "run/run_folder.h"

namespace canopy {
namespace {

Facts facts(const Config& config, const RunRecord& record) {
  double seconds = 0;
  for (const EpochRow& row : record.epochs)
    seconds += row.train.seconds + row.test.seconds + row.validation.seconds;
  Facts all = {{"device", record.device.name + " (" + record.device.id + ")"},
               {"threads", std::to_string(record.threads)},
               {"precision", precision_name(record.device.precision)},
               {"training time", duration_text(seconds)},
               {"clips", record.clips_text},
               {"config", record.config_path}};
  for (const auto& fact : config_facts(config)) all.push_back(fact);
  for (const auto& fact : record.chosen) all.push_back(fact);
  all.emplace_back("finished", utc_now());
  all.emplace_back("program", std::string("Canopy ") + version());
  return all;
}

RecordingCount count_of(const RecordingResult& r, const std::vector<std::string>& counted) {
  RecordingCount count{r.name, {}, r.seconds, r.error};
  for (const std::string& name : counted)
    count.calls.push_back(std::count_if(r.detections.begin(), r.detections.end(),
                                        [&](const Detection& d) { return d.label == name; }));
  return count;
}

}  // namespace

std::string clips_text(const Ingested& data) {
  const std::size_t train = clips_of(data.survey.set, Part::train).size();
  const std::size_t validation = clips_of(data.survey.set, Part::validation).size();
  const std::size_t test = clips_of(data.survey.set, Part::test).size();
  return std::to_string(data.survey.set.clips.size()) + " (" + std::to_string(train) + " to train, " +
         (validation > 0 ? std::to_string(validation) + " to validate, " : "") +
         std::to_string(test) + " to test), " + duration_text(data.seconds_of_sound) + " of sound" +
         (data.survey.bad.empty() ? "" : "; " + std::to_string(data.survey.bad.size()) + " damaged, excluded");
}

std::string run_report(const Config& config, const RunRecord& record) {
  ReportData data;
  data.name = config.output.name;
  data.classes = record.classes;
  data.task = record.task;
  data.epochs = record.epochs;
  data.facts = facts(config, record);
  data.files =
      run_files(record.recordings.empty() ? std::vector<std::string>() : config.scan->outputs);
  for (const BadFile& bad : record.bad) data.bad_files.emplace_back(bad.name, bad.reason);
  data.clips = record.class_clips;
  data.data_warnings = record.data_warnings;
  data.counted = record.counted;
  for (const RecordingResult& r : record.recordings)
    data.counts.push_back(count_of(r, record.counted));
  data.network = record.network;
  data.evaluation = report_of(record.evaluation);
  return report_html(data);
}

}  // namespace canopy
