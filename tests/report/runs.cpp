#include "report/runs.h"

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

/// Of the last epoch of a run of two classes: 65 clips of the positive one from 13 sources.
ReportEvaluation make_evaluation() {
  ReportEvaluation e;
  e.clips = 243;
  e.threshold = 0.62;
  e.temperature = 1.7;
  e.calibration_error = 0.031;
  e.figures = {{"precision", 0.984, 0.91, 1}, {"recall", 0.923, 0.81, 0.98}, {"F1", 0.952, 1, 0}};
  for (int k = 1; k <= 500; ++k) {
    if (k == 1) e.curves.push_back({"capuchin", {}});
    e.curves[0].points.push_back({k / 500.0, 1 - 0.4 * k / 500.0 * k / 500.0});
  }
  e.chosen = {0.923, 0.984};
  e.bins = {{0.02, 0.01, 170}, {0.45, 0.5, 8}, {0.97, 0.99, 65}};
  e.sources = {
      {"XC12", 5, 5, 2, 0, 0.44}, {"street", 20, 0, 0, 1, 0.07}, {"XC3", 4, 4, 4, 0, 0.99}};
  e.mistakes = {{"calls/XC12-3.wav", "capuchin", "other", 0.012},
                {"other/street-7.wav", "other", "capuchin", 0.93}};
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

ReportData binary_run() {
  ReportData run;
  run.name = "capuchin";
  run.classes = {"other", "capuchin"};
  run.task = Task::binary;
  run.epochs = {make_epoch(1, 2.5, {400, 15, 40, 112}, 0.4, {170, 8, 20, 45}, 2, Task::binary),
                make_epoch(2, 0.3, {405, 10, 12, 140}, 0.2, {174, 4, 9, 56}, 2, Task::binary),
                make_epoch(3, 0.1, {410, 5, 5, 147}, 0.15, {176, 2, 3, 62}, 2, Task::binary),
                make_epoch(4, 0.02, {414, 1, 1, 151}, 0.18, {177, 1, 5, 60}, 2, Task::binary)};
  run.facts = {{"device", "a processor, 2 threads"}, {"config", "configs/capuchin.json"}};
  run.files = {{"metrics.csv", "every epoch"}, {"model.safetensors", "the network"}};
  run.bad_files = {{"calls/broken.wav", "declared 2880000 frames, decoded 1437696"}};
  run.evaluation = make_evaluation();
  run.counted = {"capuchin"};
  run.counts = {{"rec 1.mp3", {2}, 180, ""},
                {"rec 2.mp3", {0}, 180, ""},
                {"rec 10.mp3", {5}, 90, "ends after 90 s"}};
  run.network =
      "input 1491 x 257 x 1\nconv2d -> 1489 x 255 x 16, 160 parameters\nflatten -> 6019376\n"
      "dense -> 1, 6019377 parameters\ntotal 6019537 parameters\n";
  return run;
}

ReportData one_epoch_run() {
  ReportData run = binary_run();
  run.epochs.resize(1);
  run.bad_files.clear();
  run.counted.clear();
  run.counts.clear();
  return run;
}

ReportData hostile_run() {
  ReportData run = run_of_classes(4, 2);
  run.name = "<h1>\"a\" & 'b'</h1>";
  run.classes = {"<script>alert(1)</script>", "\" onload=\"alert(2)", "カプチン鳥 &amp;",
                 "Ærø 'x'"};
  run.facts = {{"<b>", "]]> &lt; \x1b[31m"}};
  run.files = {{"a b/\"q\"&<x>.csv", "<i>"}};
  run.bad_files = {{"bad \xff\xc3.wav", "<!-- not audio -->"}};
  run.counted = run.classes;
  run.counts = {{"<svg/onload=alert(3)>.wav", {1, 0, 3, 0}, 60, "\"<error>\""}};
  run.network = "<layer> -> 3 x 3, 9 parameters\n<odd line>\n";
  run.evaluation = make_evaluation();
  run.evaluation->curves[0].name = run.classes[0];
  run.evaluation->sources[0].name = "<i>\xff";
  run.evaluation->mistakes[0] = {"<img src=x>", run.classes[0], run.classes[1], 0.5};
  return run;
}

ReportData run_of_classes(int classes, int epochs) {
  ReportData run;
  run.name = "chorus";
  for (int k = 0; k < classes; ++k) run.classes.push_back("species " + std::to_string(k));
  std::vector<std::int64_t> confusion(static_cast<std::size_t>(classes * classes));
  for (int k = 0; k < classes; ++k) {
    confusion[static_cast<std::size_t>(k * classes + k)] += 10 + k;
    confusion[static_cast<std::size_t>(k * classes + (k + 1) % classes)] += k;
  }
  for (int epoch = 1; epoch <= epochs; ++epoch)
    run.epochs.push_back(make_epoch(epoch, 2.0 / epoch, confusion, 2.2 / epoch, confusion, classes,
                                    Task::categorical));
  run.counted = run.classes;
  for (int k = 0; k < 40; ++k) {
    std::vector<std::int64_t> calls(static_cast<std::size_t>(classes));
    calls[static_cast<std::size_t>(k % classes)] = k % 3;
    run.counts.push_back({"dawn " + std::to_string(k) + ".flac", calls, 3600, ""});
  }
  return run;
}

ReportData run_of_zeros() {
  ReportData run;
  run.name = "zeros";
  run.classes = {"other", "call"};
  run.task = Task::binary;
  run.epochs = {make_epoch(1, 0, {9, 0, 0, 0}, 0, {5, 0, 0, 0}, 2, Task::binary),
                make_epoch(2, 0, {0, 0, 0, 0}, 0, {0, 0, 0, 0}, 2, Task::binary)};
  run.counted = {"call"};
  run.counts = {{"silence.wav", {0}, 0, ""}};
  run.evaluation.emplace();
  return run;
}

std::vector<ReportData> every_run() {
  ReportData unfinished = binary_run();
  unfinished.epochs.clear();
  unfinished.evaluation.reset();
  return {binary_run(),           one_epoch_run(), hostile_run(), run_of_classes(3, 1),
          run_of_classes(50, 90), run_of_zeros(),  unfinished,    ReportData()};
}

}  // namespace canopy::test
