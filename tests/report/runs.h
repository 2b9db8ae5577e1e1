// Finished runs as a report gets them: an ordinary one and those that are odd.
#pragma once

#include <string>
#include <vector>

#include "report/html.h"

namespace canopy::test {

/// An epoch whose training and test have these confusion matrices and losses.
EpochRow make_epoch(int epoch, double train_loss, const std::vector<std::int64_t>& train,
                    double test_loss, const std::vector<std::int64_t>& test, int classes,
                    Task task);

/// A recording in which calls with these labels were found.
RecordingResult make_recording(const std::string& name, const std::vector<std::string>& calls,
                               double seconds, const std::string& error);

/// Two classes, four epochs, the third one the best; three recordings, a damaged clip.
ReportData binary_run();
/// The same after one epoch, without a scan or a damaged clip.
ReportData one_epoch_run();
/// Every name contains what HTML must escape, bytes that are not valid UTF-8, or other scripts.
ReportData hostile_run();
/// n classes: of class k, k + 10 clips are classified correctly and k as the next class.
ReportData run_of_classes(int classes, int epochs);
/// Nothing was found: the denominator of every ratio is zero.
ReportData run_of_zeros();

/// All of them, a run without an epoch and one without test clips.
std::vector<ReportData> every_run();

}  // namespace canopy::test
