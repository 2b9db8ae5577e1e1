// Data of runs for the report: an ordinary run and unusual ones.
#pragma once

#include <string>
#include <vector>

#include "report/html.h"

namespace canopy::test {

/// An epoch with these losses and confusion matrices for training and test.
EpochRow make_epoch(int epoch, double train_loss, const std::vector<std::int64_t>& train,
                    double test_loss, const std::vector<std::int64_t>& test, int classes,
                    Task task);

/// A recording with one call for each of these labels.
RecordingResult make_recording(const std::string& name, const std::vector<std::string>& calls,
                               double seconds, const std::string& error);

/// Two classes; four epochs, of which the third is the best; three recordings; a damaged clip.
ReportData binary_run();
/// The same after one epoch, without a scan or damaged clips.
ReportData one_epoch_run();
/// Names with characters that HTML must escape, with invalid UTF-8, or in other scripts.
ReportData hostile_run();
/// Of class k, 10 + k clips are classified correctly and k as the next class.
ReportData run_of_classes(int classes, int epochs);
/// Nothing to find and nothing found: denominators are zero.
ReportData run_of_zeros();

/// All of these, a run without completed epochs, one without test clips, and an empty one.
std::vector<ReportData> every_run();

}  // namespace canopy::test
