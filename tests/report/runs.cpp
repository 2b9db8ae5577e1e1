#include "report/runs.h"

#include <cmath>
#include <numeric>

namespace canopy::test {
namespace {

PartMetrics make_part(double loss, const std::vector<std::int64_t>& confusion, int classes,
                      Task task) {
  const std::int64_t items = std::accumulate(confusion.begin(), confusion.end(), std::int64_t{0});
  PartMetrics part = summarise(loss * static_cast<double>(items), items, confusion, classes, task);
  part.seconds = 12.5;
  part.clips_per_s = static_cast<double>(items) / part.seconds;
  return part;
}

/// Of the saved model: the test metrics of the last epoch.
Evaluation evaluation_of(const std::vector<std::string>& classes, Task task,
                         const std::vector<EpochRow>& epochs) {
  Evaluation e;
  e.classes = classes;
  e.task = task;
  if (!epochs.empty()) e.metrics = epochs.back().test;
  return e;
}

/// Of a binary run with 65 positive test clips.
Evaluation make_evaluation(const std::vector<EpochRow>& epochs) {
  Evaluation e = evaluation_of({"other", "capuchin"}, Task::binary, epochs);
  e.threshold = 0.62;
  e.temperature = 1.7;
  e.metrics.average_precision = 0.99;
  e.metrics.roc_auc = 0.995;
  e.intervals = {{0.91, 1}, {0.81, 0.98}, {0.88, 0.97}, {0.95, 1}, {0.96, 1}, 1000};
  e.calibration.reliability.expected_error = 0.031;
  Curve& curve = e.curves.emplace_back();
  curve.class_index = 1;
  curve.positives = 65;
  curve.negatives = 178;
  for (int k = 1; k <= 500; ++k) {
    CurvePoint& point = curve.points.emplace_back();
    point.recall = k / 500.0;
    point.precision = 1 - 0.4 * k / 500.0 * k / 500.0;
  }
  e.calibration.reliability.bins = {{0, 0.1, 170, 0.02, 0.01},
                                    {0.1, 0.2, 0, 0, 0},
                                    {0.4, 0.5, 8, 0.45, 0.5},
                                    {0.9, 1, 65, 0.97, 0.99}};
  e.sources = {{"XC12", 5, 5, 2, 0, 3, 0.4, NAN, 0.44},
               {"street", 20, 0, 0, 1, 0, NAN, 0.05, 0.07},
               {"XC3", 4, 4, 4, 0, 0, 1, NAN, 0.99}};
  e.mistakes = {{"calls/XC12-3.wav", "XC12", 1, 0, 0.012, 4.4},
                {"other/street-7.wav", "street", 0, 1, 0.93, 2.7}};
  return e;
}

}  // namespace

EpochRow make_epoch(int epoch, double train_loss, const std::vector<std::int64_t>& train,
                    double test_loss, const std::vector<std::int64_t>& test, int classes,
                    Task task) {
  EpochRow row;
  row.epoch = epoch;
  row.learning_rate = 0.001;
  row.train = make_part(train_loss, train, classes, task);
  row.test = make_part(test_loss, test, classes, task);
  return row;
}

RecordingResult make_recording(const std::string& name, const std::vector<std::string>& calls,
                               double seconds, const std::string& error) {
  RecordingResult recording;
  recording.name = name;
  recording.seconds = seconds;
  recording.error = error;
  for (const std::string& label : calls) recording.detections.push_back({0, 1, label, 0.9});
  return recording;
}

ReportData binary_run() {
  ReportData run;
  run.name = "capuchin";
  run.epochs = {make_epoch(1, 2.5, {400, 15, 40, 112}, 0.4, {170, 8, 20, 45}, 2, Task::binary),
                make_epoch(2, 0.3, {405, 10, 12, 140}, 0.2, {174, 4, 9, 56}, 2, Task::binary),
                make_epoch(3, 0.1, {410, 5, 5, 147}, 0.15, {176, 2, 3, 62}, 2, Task::binary),
                make_epoch(4, 0.02, {414, 1, 1, 151}, 0.18, {177, 1, 5, 60}, 2, Task::binary)};
  run.facts = {{"device", "a processor, 2 threads"}, {"config", "configs/capuchin.json"}};
  run.files = {{"metrics.csv, raven/", "every epoch"}, {"model.safetensors", "the network"}};
  run.bad_clips = {{"calls/broken.wav", "declared 2880000 frames, decoded 1437696"}};
  run.evaluation = make_evaluation(run.epochs);
  run.counted = {"capuchin"};
  run.recordings = {
      make_recording("rec 1.mp3", std::vector<std::string>(2, "capuchin"), 180, ""),
      make_recording("rec 2.mp3", {}, 180, ""),
      make_recording("rec 10.mp3", std::vector<std::string>(5, "capuchin"), 90, "ends after 90 s")};
  run.network =
      "input 1491 x 257 x 1\nconv2d -> 1489 x 255 x 16, 160 parameters\nflatten -> 6019376\n"
      "dense -> 1, 6019377 parameters\ntotal 6019537 parameters\n";
  return run;
}

ReportData one_epoch_run() {
  ReportData run = binary_run();
  run.epochs.resize(1);
  run.evaluation.metrics = run.epochs[0].test;
  run.bad_clips.clear();
  run.counted.clear();
  run.recordings.clear();
  return run;
}

ReportData hostile_run() {
  ReportData run = run_of_classes(4, 2);
  run.name = "<h1>\"a\" & 'b'</h1>";
  const std::vector<std::string> classes = {"<script>alert(1)</script>", "\" onload=\"alert(2)",
                                            "カプチン鳥 &amp;", "Ærø 'x'"};
  run.facts = {{"<b>", "]]> &lt; \x1b[31m"}};
  run.files = {{"a b/\"q\"&<x>.csv", "<i>"}};
  run.bad_clips = {{"bad \xff\xc3.wav", "<!-- not audio -->"}};
  run.counted = classes;
  run.recordings = {make_recording("<svg/onload=alert(3)>.wav",
                                   {classes[0], classes[2], classes[2], classes[2]}, 60,
                                   "\"<error>\"")};
  run.network = "<layer> -> 3 x 3, 9 parameters\n<odd line>\n";
  const PartMetrics metrics = run.evaluation.metrics;
  run.evaluation = make_evaluation({});
  run.evaluation.classes = classes;
  run.evaluation.task = Task::categorical;
  run.evaluation.metrics = metrics;
  run.evaluation.curves[0].class_index = 0;
  run.evaluation.sources[0].group = "<i>\xff";
  run.evaluation.mistakes[0] = {"<img src=x>", "x", 0, 1, 0.5, 1};
  return run;
}

ReportData run_of_classes(int classes, int epochs) {
  ReportData run;
  run.name = "chorus";
  std::vector<std::string> names;
  for (int k = 0; k < classes; ++k) names.push_back("species " + std::to_string(k));
  std::vector<std::int64_t> confusion(static_cast<std::size_t>(classes * classes));
  for (int k = 0; k < classes; ++k) {
    confusion[static_cast<std::size_t>(k * classes + k)] += 10 + k;
    confusion[static_cast<std::size_t>(k * classes + (k + 1) % classes)] += k;
  }
  for (int epoch = 1; epoch <= epochs; ++epoch)
    run.epochs.push_back(make_epoch(epoch, 2.0 / epoch, confusion, 2.2 / epoch, confusion, classes,
                                    Task::categorical));
  run.evaluation = evaluation_of(names, Task::categorical, run.epochs);
  run.counted = names;
  for (int k = 0; k < 40; ++k) {
    const std::vector<std::string> calls(static_cast<std::size_t>(k % 3),
                                         names[static_cast<std::size_t>(k % classes)]);
    run.recordings.push_back(
        make_recording("dawn " + std::to_string(k) + ".flac", calls, 3600, ""));
  }
  return run;
}

ReportData run_of_zeros() {
  ReportData run;
  run.name = "zeros";
  run.epochs = {make_epoch(1, 0, {9, 0, 0, 0}, 0, {5, 0, 0, 0}, 2, Task::binary),
                make_epoch(2, 0, {0, 0, 0, 0}, 0, {5, 0, 0, 0}, 2, Task::binary)};
  run.evaluation = evaluation_of({"other", "call"}, Task::binary, run.epochs);
  run.counted = {"call"};
  run.recordings = {make_recording("silence.wav", {}, 0, "")};
  return run;
}

std::vector<ReportData> every_run() {
  ReportData unfinished = binary_run();
  unfinished.epochs.clear();
  unfinished.evaluation = Evaluation();
  ReportData untested = binary_run();
  for (EpochRow& row : untested.epochs) row.test = PartMetrics();
  untested.evaluation = evaluation_of({"other", "capuchin"}, Task::binary, {});
  return {
      binary_run(),   one_epoch_run(), hostile_run(), run_of_classes(3, 1), run_of_classes(50, 90),
      run_of_zeros(), unfinished,      untested,      ReportData()};
}

}  // namespace canopy::test
