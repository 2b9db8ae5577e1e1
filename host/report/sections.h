// The sections of report.html. Each function returns HTML, or an empty string if the run has
// nothing to show there.
#pragma once

#include <string>

#include "report/html.h"

namespace canopy {

/// Index in data.epochs, which must not be empty, of the epoch with the highest test F1; ties are
/// broken by the lowest test loss, then by the earliest epoch.
std::size_t best_epoch(const ReportData& data);
/// The same as text for the reader.
inline constexpr const char* best_epoch_text =
    "the one with the highest F1 on the test clips (if several are equal, the one with the lowest "
    "loss)";

std::string summary_section(const ReportData& data);      // the main result in sentences
std::string key_metrics_section(const ReportData& data);  // the saved model and the best epoch
std::string curves_section(const ReportData& data);       // charts over the epochs
std::string confusion_section(const ReportData& data);    // binary and categorical
std::string classes_section(const ReportData& data);      // multi-label: metrics of each class
std::string evaluation_section(const ReportData& data);   // confidence intervals and calibration
std::string sources_section(const ReportData& data);      // results by source recording
std::string mistakes_section(const ReportData& data);     // misclassified clips, highest loss first
std::string recordings_section(const ReportData& data);   // calls counted in long recordings
std::string clips_section(const ReportData& data);        // the clips of each class, and warnings
std::string excluded_section(const ReportData& data);     // damaged clips
std::string epochs_section(const ReportData& data);       // metrics of every epoch
std::string network_section(const ReportData& data);      // layers
std::string facts_section(const ReportData& data);        // settings, and files in the run folder

}  // namespace canopy
