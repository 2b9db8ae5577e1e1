#include "run/folds.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include <fmt/format.h>

#include "base/files.h"
#include "base/progress.h"
#include "evaluate/evaluation.h"

namespace canopy {
namespace {

double logit(double p) {
  const double clamped = std::clamp(p, 1e-9, 1 - 1e-9);
  return std::log(clamped / (1 - clamped));
}

Override setting(const std::string& pointer, const std::string& value) {
  return parse_override(pointer + "=" + value);
}

std::vector<double> metric_values(const PartMetrics& m) {
  return {m.average_precision, m.roc_auc, m.precision, m.recall, m.f1, m.accuracy};
}

std::string cells(const std::vector<double>& values) {
  std::string text;
  for (double value : values) text += fmt::format(",{:.6g}", value);
  return text;
}

std::size_t sources(const Scored& scored) {
  std::set<std::string> names;
  for (const ScoredClip& clip : scored.clips) names.insert(clip.group);
  return names.size();
}

std::string csv_line(const std::string& name, const Scored& scored, double threshold,
                     const Evaluation& e) {
  return fmt::format("{},{},{}{}{}\n", name, scored.clips.size(), sources(scored),
                     cells({threshold}), cells(metric_values(e.metrics)));
}

std::string fold_text(const std::string& name, const Scored& scored, const PartMetrics& m) {
  return fmt::format(
      "{:<10} {:6} clips  average precision {:.4f}  precision {:.4f}  recall {:.4f}  F1 {:.4f}\n",
      name, scored.clips.size(), m.average_precision, m.precision, m.recall, m.f1);
}

}  // namespace

Scored pooled(const std::vector<TestScores>& folds) {
  Scored all;
  all.classes = folds[0].scored.classes;
  all.task = folds[0].scored.task;
  std::vector<float> logits(all.outputs());
  for (const TestScores& fold : folds) {
    std::vector<double> shifts(logits.size());  // 0 for a softmax
    if (all.task != Task::categorical)
      for (std::size_t c = 0; c < shifts.size(); ++c) shifts[c] = logit(fold.thresholds.of(c));
    for (std::size_t i = 0; i < fold.scored.clips.size(); ++i) {
      const ScoredClip& clip = fold.scored.clips[i];
      for (std::size_t c = 0; c < logits.size(); ++c)
        logits[c] =
            static_cast<float>(double{fold.scored.logits[i * logits.size() + c]} - shifts[c]);
      all.add(clip.name, clip.group, clip.label, logits.data());
    }
  }
  return all;
}

std::string folds_csv(const std::vector<TestScores>& folds) {
  std::string text =
      "fold,clips,sources,threshold,average_precision,roc_auc,precision,recall,f1,accuracy\n";
  std::vector<double> sum(6), squares(6);
  for (std::size_t k = 0; k < folds.size(); ++k) {
    const Evaluation e = evaluate(folds[k].scored, folds[k].thresholds);
    text += csv_line(std::to_string(k + 1), folds[k].scored, folds[k].thresholds.common, e);
    const std::vector<double> values = metric_values(e.metrics);
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum[i] += values[i];
      squares[i] += values[i] * values[i];
    }
  }
  const Scored all = pooled(folds);
  text += csv_line("all", all, 0.5, evaluate(all, 0.5));
  const auto n = static_cast<double>(folds.size());
  std::vector<double> mean, deviation;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    mean.push_back(sum[i] / n);
    deviation.push_back(
        std::sqrt(std::max(0.0, squares[i] - sum[i] * sum[i] / n) / std::max(1.0, n - 1)));
  }
  return text + "mean,,," + cells(mean) + "\nstandard deviation,,," + cells(deviation) + "\n";
}

int run_folds(const RunRequest& request, int folds) {
  const Config config = read_config_file(request.config_path, request.overrides);
  const std::string folder = config.output.dir + "/" + config.output.name + "-folds";
  std::vector<TestScores> done;
  for (int k = 0; k < folds; ++k) {
    say(fmt::format("fold {}/{}", k + 1, folds));
    RunRequest fold = request;
    fold.overrides.push_back(setting("/data/split/folds", std::to_string(folds)));
    fold.overrides.push_back(setting("/data/split/fold", std::to_string(k)));
    fold.overrides.push_back(setting("/data/split/test_groups", "[]"));
    // No recordings are scanned, but the counting is tuned, so that each fold's model can be tested
    // on calls that it was not trained on.
    if (config.scan) fold.overrides.push_back(setting("/scan/recordings", "\"\""));
    fold.overrides.push_back(setting("/output/dir", folder));
    fold.overrides.push_back(setting("/output/name", "fold-" + std::to_string(k + 1)));
    TestScores scores;
    const int code = run_job(fold, &scores);
    if (code != 0) return code;
    done.push_back(std::move(scores));
  }
  write_file(folder + "/folds.csv", folds_csv(done));
  const Scored all = pooled(done);
  const Evaluation together = evaluate(all, 0.5);
  write_evaluation(folder + "/test", together);
  std::string text;
  for (std::size_t k = 0; k < done.size(); ++k)
    text += fold_text(fmt::format("fold {}", k + 1), done[k].scored,
                      evaluate(done[k].scored, done[k].thresholds).metrics);
  text += fold_text("all", all, together.metrics) + folder + "/folds.csv\n";
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace canopy
