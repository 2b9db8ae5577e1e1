// The report page, a table of sections. To add one: report/<name>.cpp, its declaration in
// report/sections.h, a row in the table below, and a test in tests/report.
#include "report/html.h"

#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"
#include "report/style.h"

namespace canopy {
namespace {

struct Section {
  const char* id;
  const char* title;
  const char* link;  // short name in the navigation
  std::string (*make)(const ReportData& data);
};

// In page order.
constexpr Section sections[] = {
    {"metrics", "Key metrics", "Metrics", key_metrics_section},
    {"curves", "Training curves", "Curves", curves_section},
    {"classes", "Class by class", "Classes", classes_section},
    {"confusion", "Confusion matrix", "Confusion", confusion_section},
    {"evaluation", "Confidence intervals and calibration", "Confidence", evaluation_section},
    {"sources", "Results by source recording", "Sources", sources_section},
    {"mistakes", "Worst mistakes", "Mistakes", mistakes_section},
    {"recordings", "Calls counted in the recordings", "Recordings", recordings_section},
    {"clips", "Clips", "Clips", clips_section},
    {"excluded", "Damaged clips, which were excluded", "Damaged", excluded_section},
    {"epochs", "Metrics of every epoch", "Epochs", epochs_section},
    {"network", "Network", "Network", network_section},
    {"run", "Settings and files", "Settings", facts_section},
};

}  // namespace

std::string report_html(const ReportData& data) {
  std::string body, links;
  for (const Section& section : sections) {
    const std::string content = section.make(data);
    if (content.empty()) continue;
    const std::string id = section.id;
    links += element("a", fmt::format("href=\"#{}\"", id), section.link) + "\n";
    body += element("section", fmt::format("id=\"{}\"", id),
                    "\n" + element("h2", "", section.title) + "\n" + content) +
            "\n";
  }
  const std::string name = escape(data.name);
  // The Content-Security-Policy ensures that no script runs and nothing is fetched.
  return "<!DOCTYPE html>\n"
         "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
         "<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
         "<title>" +
         name + " - Canopy report</title>\n<style>" + report_style +
         "</style>\n</head>\n<body>\n<main>\n<header>\n<p class=\"brand\">Canopy report</p>\n<h1>" +
         name + "</h1>\n" + summary_section(data) + "<nav aria-label=\"Sections\">\n" + links +
         "</nav>\n</header>\n" + body + "</main>\n</body>\n</html>\n";
}

}  // namespace canopy
