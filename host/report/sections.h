// The sections of report.html. Each returns its HTML, or an empty string if the run has nothing to
// show there.
#pragma once

#include <string>

#include "report/html.h"

namespace canopy {

/// Index in data.epochs, which must not be empty, of the epoch with the highest test F1; of several,
/// the one with the lowest test loss.
std::size_t best_epoch(const ReportData& data);

std::string summary_section(const ReportData& data);     // the result, in sentences
std::string figures_section(const ReportData& data);     // the saved model, and the epochs beside it
std::string curves_section(const ReportData& data);      // charts over the epochs
std::string confusion_section(const ReportData& data);   // the saved model on the test clips
std::string classes_section(const ReportData& data);     // the same for a multi-label model
std::string evaluation_section(const ReportData& data);  // intervals, precision-recall, reliability
std::string sources_section(const ReportData& data);     // results for each source recording
std::string mistakes_section(const ReportData& data);    // misclassified clips, highest loss first
std::string recordings_section(const ReportData& data);  // calls counted
std::string clips_section(const ReportData& data);       // what it was trained on, and warnings
std::string excluded_section(const ReportData& data);    // damaged clips
std::string epochs_section(const ReportData& data);      // all metrics of every epoch
std::string network_section(const ReportData& data);     // layers
std::string facts_section(const ReportData& data);       // how it was run, and the files it left

}  // namespace canopy
