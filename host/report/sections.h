// The parts of report.html. Each gives its HTML, or nothing when the run has nothing to say there.
#pragma once

#include <string>

#include "report/html.h"

namespace canopy {

/// The epoch of the highest test F1, of equals the one with the lowest test loss: its place in
/// data.epochs, which is not empty.
std::size_t best_epoch(const ReportData& data);

std::string summary_section(const ReportData& data);     // what it comes to, in sentences
std::string figures_section(const ReportData& data);     // of the last and the best epoch
std::string curves_section(const ReportData& data);      // charts over the epochs
std::string confusion_section(const ReportData& data);   // the test of the last epoch
std::string classes_section(const ReportData& data);     // the same of a multi-label network
std::string evaluation_section(const ReportData& data);  // intervals, precision-recall, reliability
std::string sources_section(const ReportData& data);     // how each source recording fared
std::string mistakes_section(const ReportData& data);    // clips that were surely mistaken
std::string recordings_section(const ReportData& data);  // calls counted
std::string clips_section(const ReportData& data);       // what it was trained on, and warnings
std::string excluded_section(const ReportData& data);    // damaged files
std::string epochs_section(const ReportData& data);      // every figure
std::string network_section(const ReportData& data);     // layers
std::string facts_section(const ReportData& data);       // how it was run, and the files it left

}  // namespace canopy
