// The complete page.
#include "report/html.h"

#include <algorithm>
#include <set>

#include <catch2/catch_test_macros.hpp>

#include "report/runs.h"
#include "report/sections.h"
#include "report/xml.h"

using namespace canopy;
using namespace canopy::test;

namespace {

Node page(const ReportData& run) {
  return parse_xml(report_html(run));
}

/// The section with this id; the test fails if there is none.
const Node& section(const Node& root, const std::string& id) {
  const Node* found = by_id(root, id);
  REQUIRE(found != nullptr);
  REQUIRE(found->name == "section");
  return *found;
}

/// The texts of the cells of each row of the first table.
std::vector<std::vector<std::string>> rows(const Node& within) {
  std::vector<std::vector<std::string>> out;
  for (const Node* row : all(*all(within, "table").at(0), "tr")) {
    out.emplace_back();
    for (const Node& cell : row->children) out.back().push_back(cell.text);
  }
  return out;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

using Row = std::vector<std::string>;

}  // namespace

TEST_CASE("every page is well-formed, its ids are unique and its internal links have targets") {
  for (const ReportData& run : every_run()) {
    CAPTURE(run.name);
    const Node root = page(run);
    std::set<std::string> ids;
    walk(root, [&](const Node& node) {
      const std::string id = node.attribute("id");
      if (!id.empty()) CHECK(ids.insert(id).second);
    });
    walk(root, [&](const Node& node) {
      const std::string link = node.attribute("href");
      if (link.starts_with("#")) CHECK(ids.count(link.substr(1)) == 1);
      if (node.name == "svg") {
        const std::string words = node.attribute("aria-labelledby");
        const std::size_t space = words.find(' ');
        CHECK(ids.count(words.substr(0, space)) == 1);
        CHECK(ids.count(words.substr(space + 1)) == 1);
        CHECK(node.attribute("role") == "img");
      }
    });
  }
}

TEST_CASE("a page has no scripts and fetches nothing, whatever names it contains") {
  for (const ReportData& run : every_run()) {
    CAPTURE(run.name);
    const std::string html = report_html(run);
    CHECK_FALSE(contains(html, "url("));
    CHECK_FALSE(contains(html, "@import"));
    CHECK(contains(html, "default-src 'none'"));
    walk(parse_xml(html), [](const Node& node) {
      for (const char* name : {"script", "img", "iframe", "link", "object", "embed", "i", "b"})
        CHECK(node.name != name);
      for (const auto& [key, value] : node.attributes) {
        CHECK_FALSE(key.starts_with("on"));
        CHECK(key != "src");
        if (key == "href") CHECK_FALSE(contains(value, ":"));
      }
    });
  }
}

TEST_CASE("the top of the page has the main results as sentences and as numbers") {
  const Node root = page(binary_run());
  CHECK(all(root, "h1").at(0)->text == "capuchin");
  const std::string top = all(root, "header").at(0)->text;
  CHECK(contains(top,
                 "After 4 epochs of training, the model finds 60 of the 65 test clips of capuchin "
                 "(recall 0.923)."));
  CHECK(contains(top,
                 "Of the 61 test clips that it classifies as capuchin, 60 are correct (precision "
                 "0.984)."));
  CHECK(contains(top,
                 "It counts 7 calls in 3 recordings (7 min 30 s of sound); 1 damaged recording "
                 "could not be read completely."));

  std::vector<std::string> cards;
  walk(section(root, "metrics"), [&](const Node& node) {
    if (node.has_class("card")) cards.push_back(node.text);
  });
  CHECK(cards == std::vector<std::string>{
                     "Precision0.984saved modeltraining 0.993best epoch (3) 0.969",
                     "Recall0.923saved modeltraining 0.993best epoch (3) 0.954",
                     "F10.952saved modeltraining 0.993best epoch (3) 0.961",
                     "Accuracy0.975saved modeltraining 0.996best epoch (3) 0.979",
                     "Loss0.1800saved modeltraining 0.0200best epoch (3) 0.1500"});
}

TEST_CASE("the page shows the saved model, even if the last epoch was worse") {
  ReportData run = binary_run();
  run.averaged_weights = true;
  run.evaluation.metrics = summarise(20, 243, {178, 0, 1, 64}, 2, Task::binary);
  const Node root = page(run);
  CHECK(contains(all(root, "header").at(0)->text, "finds 64 of the 65 test clips of capuchin"));
  const std::string metrics = section(root, "metrics").text;
  CHECK(contains(metrics, "Recall0.985saved modeltraining 0.993best epoch (3) 0.954"));
  CHECK(contains(metrics, "The saved model was tested on 243 test clips, at a threshold of 0.62."));
  CHECK(contains(metrics,
                 "model.safetensors holds the moving average of the weights up to the last epoch "
                 "(4), not those of the best epoch."));
  CHECK(contains(metrics, "The metrics of epochs are for a threshold of 0.5."));
  CHECK(contains(metrics, "Its loss is computed from the calibrated scores."));
  CHECK(rows(section(root, "confusion")).at(3) == Row{"capuchin", "11.5 %", "6498.5 %", "65"});

  run.averaged_weights = false;
  CHECK(contains(section(page(run), "metrics").text,
                 "model.safetensors holds the weights after the last epoch (4), not those of the "
                 "best epoch."));
}

TEST_CASE("the config's threshold is shown once, and a categorical model has none") {
  ReportData run = binary_run();
  run.evaluation.threshold = run.epoch_threshold = 0.4;
  const std::string metrics = section(page(run), "metrics").text;
  CHECK(contains(metrics, "test clips, at a threshold of 0.4."));
  CHECK_FALSE(contains(metrics, "The metrics of epochs"));
  const Node classes = page(run_of_classes(3, 2));
  CHECK_FALSE(contains(classes.text, "threshold of"));
  CHECK_FALSE(contains(section(classes, "evaluation").text, "if its score is above"));
}

TEST_CASE("a run without test clips says so instead of showing metrics") {
  ReportData run = binary_run();
  for (EpochRow& row : run.epochs) row.test = PartMetrics();
  run.evaluation.metrics = PartMetrics();
  const Node root = page(run);
  CHECK(contains(all(root, "header").at(0)->text,
                 "The model was not tested, because the split has no test clips."));
  CHECK(by_id(root, "metrics") == nullptr);
  CHECK_FALSE(contains(section(root, "curves").text, "0.000"));
}

TEST_CASE("the best epoch has the highest test F1, and among those the lowest loss") {
  ReportData run = binary_run();
  CHECK(best_epoch(run) == 2);
  run.epochs[3].test = run.epochs[2].test;
  CHECK(best_epoch(run) == 2);  // the first of two equal epochs
  run.epochs[3].test.loss = 0.1;
  CHECK(best_epoch(run) == 3);
  const Node root = page(run);
  CHECK(contains(section(root, "metrics").text, "The last epoch is also the best"));
}

TEST_CASE("the rows of the confusion matrix are the true classes") {
  const Node root = page(binary_run());
  const auto table = rows(section(root, "confusion"));
  CHECK(table.at(1) == Row{"true class", "other", "capuchin", "clips"});
  CHECK(table.at(2) == Row{"other", "17799.4 %", "10.6 %", "178"});
  CHECK(table.at(3) == Row{"capuchin", "57.7 %", "6092.3 %", "65"});
}

TEST_CASE("an evaluation shows intervals, sources and the worst mistakes") {
  const Node root = page(binary_run());
  const Node& trust = section(root, "evaluation");
  CHECK(contains(trust.text, "A clip is classified as capuchin if its score is above 0.62."));
  CHECK(contains(trust.text, "divided by a temperature of 1.7"));
  CHECK(contains(trust.text, "computed from 1,000 bootstrap resamples of the source recordings"));
  CHECK(rows(trust) == std::vector<Row>{{"metric", "test", "95 % confidence interval"},
                                        {"precision", "0.984", "0.910 to 1.000"},
                                        {"recall", "0.923", "0.810 to 0.980"},
                                        {"F1", "0.952", "0.880 to 0.970"},
                                        {"average precision", "0.990", "0.950 to 1.000"},
                                        {"ROC-AUC", "0.995", "0.960 to 1.000"}});
  CHECK(all(trust, "svg").size() == 2);
  const Node& sources = section(root, "sources");
  CHECK(contains(sources.text, "1 of 3 source recordings is classified without mistakes."));
  CHECK(rows(sources) == std::vector<Row>{{"source recording", "test clips", "found",
                                           "false positives", "mean score"},
                                          {"XC12", "5", "2 of 5", "–", "0.440"},
                                          {"street", "20", "–", "1", "0.070"},
                                          {"XC3", "4", "4 of 4", "–", "0.990"}});
  CHECK(rows(section(root, "mistakes")).at(1) ==
        Row{"calls/XC12-3.wav", "capuchin", "other", "0.012"});

  ReportData run = binary_run();
  run.evaluation.intervals.reset();
  const Node few = page(run);
  CHECK(contains(section(few, "evaluation").text,
                 "There are too few source recordings for confidence intervals."));
  CHECK_FALSE(contains(section(few, "evaluation").text, "bootstrap resamples"));
  CHECK(rows(section(few, "evaluation")).at(1) == Row{"precision", "0.984", "–"});
  run.evaluation.mistakes.clear();
  CHECK(contains(section(page(run), "mistakes").text, "None: every test clip"));
  run.evaluation = Evaluation();
  const Node without = page(run);
  for (const char* id : {"metrics", "confusion", "evaluation", "sources", "mistakes"})
    CHECK(by_id(without, id) == nullptr);
}

TEST_CASE("recordings are listed with their length, calls and the total") {
  const Node root = page(binary_run());
  const Node& recordings = section(root, "recordings");
  CHECK(
      contains(recordings.text,
               "7 calls in 2 of 3 recordings (7 min 30 s of sound); the most (5) in rec 10.mp3."));
  const auto table = rows(recordings);
  CHECK(table ==
        std::vector<Row>{{"recording", "length", "capuchin", ""},
                         {"rec 1.mp3", "3 min 00 s", "2", ""},
                         {"rec 2.mp3", "3 min 00 s", "0", ""},
                         {"rec 10.mp3only partly read: ends after 90 s", "1 min 30 s", "5", ""},
                         {"total", "7 min 30 s", "7", ""}});
  std::vector<std::string> bars;
  for (const Node* span : all(recordings, "span"))
    if (!span->attribute("style").empty()) bars.push_back(span->attribute("style"));
  CHECK(bars == std::vector<std::string>{"width:40.0%", "width:100.0%"});
}

TEST_CASE("damaged recordings are separate from damaged clips; they are unread or partly read") {
  ReportData run = binary_run();
  run.bad_clips.clear();
  run.recordings = {make_recording("half.wav", {"capuchin"}, 60, "truncated"),
                    make_recording("none.wav", {}, 0, "not audio"),
                    make_recording("whole.wav", {"capuchin"}, 60, "")};
  const Node root = page(run);
  const auto table = rows(section(root, "recordings"));
  CHECK(table.at(1).at(0) == "half.wavonly partly read: truncated");
  CHECK(table.at(2).at(0) == "none.wavcould not be read: not audio");
  CHECK(contains(section(root, "recordings").text,
                 "(2 min 00 s of sound); at most 1 call per "
                 "recording."));
  CHECK(contains(all(root, "header").at(0)->text, "2 damaged recordings could not be read"));
  CHECK(contains(section(root, "excluded").text,
                 "No clip is damaged: all could be read completely."));
}

TEST_CASE("a few classes have a column each, many classes are listed in one column") {
  ReportData run = binary_run();
  run.counted = {"owl", "nightjar"};
  run.recordings = {make_recording("a.wav", {"owl", "nightjar", "owl"}, 0, ""),
                    make_recording("b.wav", {4, "nightjar"}, 0, "")};
  CHECK(rows(section(page(run), "recordings")) ==
        std::vector<Row>{{"recording", "owl", "nightjar", "all calls", ""},
                         {"a.wav", "2", "1", "3", ""},
                         {"b.wav", "0", "4", "4", ""},
                         {"total", "2", "5", "7", ""}});
  run.counted = {"a", "b", "c", "d", "e"};
  run.recordings = {make_recording("a.wav", {"c", "a", "c", "c"}, 0, ""),
                    make_recording("b.wav", {}, 0, "")};
  CHECK(rows(section(page(run), "recordings")) ==
        std::vector<Row>{{"recording", "all calls", "by class", ""},
                         {"a.wav", "4", "c 3, a 1", ""},
                         {"b.wav", "0", "", ""},
                         {"total", "4", "c 3, a 1", ""}});
}

TEST_CASE("every epoch is in the table and the best one is marked") {
  const Node root = page(binary_run());
  const auto table = rows(section(root, "epochs"));
  REQUIRE(table.size() == 6);
  CHECK(table.at(4) == Row{"best 3", "0.001", "0.1500", "0.979", "0.969", "0.954", "0.961",
                           "0.1000", "0.982", "0.967", "0.967", "0.967", "25 s", "45.4"});
  CHECK(table.at(5).at(0) == "4");
}

TEST_CASE("excluded clips, layers, settings and the files of the run are listed") {
  const Node root = page(binary_run());
  CHECK(rows(section(root, "excluded")).at(1) ==
        Row{"calls/broken.wav", "declared 2880000 frames, decoded 1437696"});
  CHECK(rows(section(root, "network")) == std::vector<Row>{{"layer", "output size", "parameters"},
                                                           {"input", "1,491 × 257 × 1", ""},
                                                           {"conv2d", "1,489 × 255 × 16", "160"},
                                                           {"flatten", "6,019,376", ""},
                                                           {"dense", "1", "6,019,377"},
                                                           {"total", "", "6,019,537"}});
  CHECK(rows(section(root, "run")).at(0) == Row{"device", "a processor, 2 threads"});
  std::vector<std::string> links;
  for (const Node* link : all(section(root, "run"), "a")) links.push_back(link->attribute("href"));
  CHECK(links == std::vector<std::string>{"metrics.csv", "raven/", "model.safetensors"});
  CHECK(contains(section(page(one_epoch_run()), "excluded").text, "No clip is damaged"));
}

TEST_CASE("a run with one epoch and no scan") {
  const Node root = page(one_epoch_run());
  CHECK(by_id(root, "recordings") == nullptr);
  CHECK_FALSE(contains(all(root, "header").at(0)->text, "calls"));
  CHECK(contains(all(root, "header").at(0)->text,
                 "After 1 epoch of training, the model finds 45 of"));
  CHECK_FALSE(contains(section(root, "metrics").text, "best"));
  CHECK_FALSE(contains(section(root, "epochs").text, "best"));
  CHECK(all(section(root, "curves"), "svg").size() == 4);
}

TEST_CASE("zeros are shown as zeros and as sentences") {
  const Node root = page(run_of_zeros());
  CHECK(contains(all(root, "header").at(0)->text,
                 "No test clip is of class call, so recall is undefined. It does not classify any "
                 "test clip as call."));
  CHECK(contains(section(root, "recordings").text, "0 calls in 0 of 1 recording."));
  CHECK_FALSE(contains(root.text, "nan"));
  CHECK_FALSE(contains(root.text, "inf"));
}

TEST_CASE("many classes: a matrix, the most frequent confusions and the metrics of each class") {
  const Node root = page(run_of_classes(50, 2));
  const Node& confusion = section(root, "confusion");
  const auto tables = all(confusion, "table");
  REQUIRE(tables.size() == 3);
  CHECK(all(*tables[0], "tr").size() == 52);
  for (const Node* row : all(*all(*tables[0], "tbody").at(0), "tr"))
    CHECK(row->children.size() == 52);
  const auto confusions = all(*tables[1], "tr");
  CHECK(confusions.size() == 11);
  CHECK(confusions.at(1)->text == "species 49species 049");
  CHECK(confusions.at(2)->text == "species 48species 4948");
  // class 1: 11 correct, 1 classified as class 2, none of class 0 classified as it
  CHECK(all(*tables[2], "tr").at(2)->text == "species 1121.0000.9170.957");
  CHECK(contains(section(root, "metrics").text, "averages over the classes"));
  CHECK(contains(all(root, "header").at(0)->text, "choosing among 50 classes"));
}

TEST_CASE("names are shown unchanged, whatever they contain") {
  const ReportData run = hostile_run();
  const Node root = page(run);
  CHECK(all(root, "h1").at(0)->text == run.name);
  CHECK(all(root, "title").at(0)->text == run.name + " - Canopy report");
  const std::vector<std::string>& classes = run.evaluation.classes;
  const auto matrix = rows(section(root, "confusion"));
  for (std::size_t k = 0; k < classes.size(); ++k) {
    CHECK(matrix.at(1).at(k + 1) == classes[k]);
    CHECK(matrix.at(k + 2).at(0) == classes[k]);
  }
  CHECK(rows(section(root, "recordings")).at(1).at(0) ==
        "<svg/onload=alert(3)>.wavonly partly read: \"<error>\"");
  CHECK(rows(section(root, "excluded")).at(1) == Row{"bad \uFFFD\uFFFD.wav", "<!-- not audio -->"});
  CHECK(rows(section(root, "run")).at(0) == Row{"<b>", "]]> &lt; \uFFFD[31m"});
  CHECK(all(section(root, "run"), "a").at(0)->attribute("href") == "a%20b/%22q%22%26%3Cx%3E.csv");
  CHECK(rows(section(root, "network")).at(1) == Row{"<layer>", "3 × 3", "9"});
  CHECK(rows(section(root, "network")).at(2) == Row{"<odd line>", "", ""});
}
