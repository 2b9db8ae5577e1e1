// Clips listed in a CSV file, and every kind of malformed line.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/clips.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A manifest with this text, in a temporary folder.
struct Manifest {
  TemporaryFolder folder{"manifest"};
  DataConfig config;
  explicit Manifest(const std::string& text) {
    config.root = folder.path();
    config.manifest = "clips.csv";
    write_file(folder.file("clips.csv"), text);
  }
  ClipSet list() const { return list_clips(config); }
  std::string failure() const {
    try {
      list_clips(config);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      return error.what();
    }
    return "";
  }
  std::string path() const { return folder.file("clips.csv"); }
};

}  // namespace

TEST_CASE("a manifest gives paths, labels, groups, parts and intervals") {
  const Manifest manifest(
      "path,label,group,start_s,end_s,split\n"
      "a/x-1.wav,call,,,,\n"
      "\"a/with, comma.wav\",other,site 7,1.5,2.25,test\n"
      "a/x-2.wav,call,,0,,train\n");
  const ClipSet set = manifest.list();
  CHECK(set.classes == std::vector<std::string>{"call", "other"});
  REQUIRE(set.clips.size() == 3);
  CHECK(set.clips[0].name == "a/x-1.wav");
  CHECK(set.clips[0].path == manifest.folder.file("a/x-1.wav"));
  CHECK(set.clips[0].group == "x");
  CHECK((set.clips[0].start_s == 0 && set.clips[0].end_s == -1));
  CHECK_FALSE(set.clips[0].part_given);
  CHECK(set.clips[1].name == "a/with, comma.wav");
  CHECK(set.clips[1].group == "site 7");
  CHECK((set.clips[1].start_s == 1.5 && set.clips[1].end_s == 2.25));
  CHECK((set.clips[1].part_given && set.clips[1].part == Part::test));
  CHECK(set.clips[1].label == 1);
  CHECK((set.clips[2].part_given && set.clips[2].part == Part::train));
}

TEST_CASE("columns may come in any order; a byte order mark, CRLF and empty lines are accepted") {
  const Manifest manifest("\xEF\xBB\xBFlabel,path\r\nb,1.wav\r\n\r\na,2.wav\r\n\n");
  const ClipSet set = manifest.list();
  CHECK(set.classes == std::vector<std::string>{"a", "b"});
  REQUIRE(set.clips.size() == 2);
  CHECK((set.clips[0].name == "1.wav" && set.clips[0].label == 1));
  CHECK((set.clips[1].name == "2.wav" && set.clips[1].label == 0));
}

TEST_CASE("a path in the manifest may be absolute") {
  const Manifest manifest("path,label\n/somewhere/1.wav,a\n2.wav,b\n");
  CHECK(manifest.list().clips[0].path == "/somewhere/1.wav");
}

TEST_CASE("the positive label of a manifest becomes 1") {
  Manifest manifest("path,label\n1.wav,call\n2.wav,other\n");
  manifest.config.positive = "call";
  const ClipSet set = manifest.list();
  CHECK(set.task == Task::binary);
  CHECK(set.clips[0].label == 1);
  manifest.config.positive = "cal";
  CHECK_THAT(manifest.failure(), ContainsSubstring("no clip has the positive label 'cal'"));
}

TEST_CASE("groups of a manifest can be excluded") {
  Manifest manifest("path,label,group\n1.wav,a,g\n2.wav,b,g\n3.wav,a,h\n4.wav,b,h\n");
  manifest.config.exclude_groups = {"g"};
  CHECK(manifest.list().clips.size() == 2);
}

TEST_CASE("every malformed line is reported with its number and reason") {
  struct Case {
    const char* columns;
    const char* line;  // the third
    const char* expected;
  };
  for (const Case& c : {
           Case{"path,label", "1.wav", "expected 2 cells, got 1"},
           Case{"path,label", "1.wav,a,b", "expected 2 cells, got 3"},
           Case{"path,label", ",a", "column path: the path is empty"},
           Case{"path,label", "1.wav,", "column label: the label is empty"},
           Case{"path,label,start_s", "1.wav,a,soon",
                "column start_s: expected a number of seconds >= 0, got \"soon\""},
           Case{"path,label,start_s", "1.wav,a,-1",
                "column start_s: expected a number of seconds >= 0, got \"-1\""},
           Case{"path,label,start_s", "1.wav,a,1.5x",
                "column start_s: expected a number of seconds >= 0, got \"1.5x\""},
           Case{"path,label,end_s", "1.wav,a,nan",
                "column end_s: expected a number of seconds >= 0, got \"nan\""},
           Case{"path,label,end_s", "1.wav,a,inf",
                "column end_s: expected a number of seconds >= 0, got \"inf\""},
           Case{"path,label,start_s,end_s", "1.wav,a,2,2",
                "column end_s: expected an end after start_s"},
           Case{"path,label,start_s,end_s", "1.wav,a,2,1",
                "column end_s: expected an end after start_s"},
           Case{"path,label,split", "1.wav,a,Train",
                "column split: expected train, validation or test, got \"Train\""},
       }) {
    INFO(c.line);
    std::string good = "2.wav,b";
    for (const char* at = c.columns; *at; ++at) good += *at == ',' ? "," : "";
    good.pop_back();  // path and label are there already
    const Manifest manifest(std::string(c.columns) + "\n" + good + "\n" + c.line + "\n");
    CHECK(manifest.failure() == manifest.path() + ":3: " + c.expected);
  }
}

TEST_CASE("all malformed lines are reported at once, up to twenty") {
  std::string text = "path,label\n";
  for (int i = 0; i < 25; ++i) text += "1.wav,\n";
  const std::string failure = Manifest(text).failure();
  CHECK_THAT(failure, ContainsSubstring(":2: column label: the label is empty\n"));
  CHECK_THAT(failure, ContainsSubstring(":21: column label: the label is empty\n... and 5 more"));
  CHECK_THAT(failure, !ContainsSubstring(":22:"));
}

TEST_CASE("a malformed header line is refused") {
  CHECK_THAT(Manifest("").failure(), ContainsSubstring(":1: the file is empty"));
  CHECK_THAT(Manifest("path\n1.wav\n").failure(), ContainsSubstring("column 'label' is missing"));
  CHECK_THAT(Manifest("file,label\n1.wav,a\n").failure(),
             ContainsSubstring(":1: unknown column 'file'"));
  CHECK_THAT(Manifest("path,label,label\n1.wav,a,a\n").failure(),
             ContainsSubstring("column 'label' is listed twice"));
  CHECK_THAT(Manifest("1.wav,a\n2.wav,b\n").failure(), ContainsSubstring("unknown column '1.wav'"));
}

TEST_CASE("a manifest without two labels, or with too many for a positive one, is refused") {
  CHECK_THAT(Manifest("path,label\n").failure(), ContainsSubstring("at least two labels, got 0"));
  CHECK_THAT(Manifest("path,label\n1.wav,a\n").failure(),
             ContainsSubstring("at least two labels, got 1"));
  Manifest three("path,label\n1.wav,a\n2.wav,b\n3.wav,c\n");
  CHECK(three.list().classes.size() == 3);
  three.config.positive = "a";
  CHECK_THAT(three.failure(), ContainsSubstring("needs exactly two labels, got 3"));
}

TEST_CASE("a multi-label manifest gives each clip any number of classes") {
  Manifest manifest(
      "path,label,group\n"
      "1.wav,wren,a\n"
      "2.wav,\" robin;wren \",a\n"
      "3.wav,,a\n"
      "4.wav,wren ;\ttit 10; tit 9,b\n"
      "5.wav,  ,b\n");
  manifest.config.multi_label = true;
  const ClipSet set = manifest.list();
  CHECK(set.task == Task::multi_label);
  CHECK(set.classes == std::vector<std::string>{"robin", "tit 9", "tit 10", "wren"});
  REQUIRE(set.clips.size() == 5);
  const std::vector<std::int32_t> labels = {8, 1 + 8, 0, 2 + 4 + 8, 0};
  for (std::size_t i = 0; i < labels.size(); ++i) CHECK(set.clips[i].label == labels[i]);
  CHECK(set.has(set.clips[1], 0));
  CHECK_FALSE(set.has(set.clips[1], 1));
  CHECK(set.label_text(set.clips[3]) == "tit 9;tit 10;wren");
  CHECK(set.label_text(set.clips[2]).empty());
  CHECK(set.label_words(set.clips[2]) == "none");
}

TEST_CASE("without data.multi_label a ; is part of the name") {
  const Manifest manifest("path,label\n1.wav,a;b\n2.wav,b\n");
  CHECK(manifest.list().classes == std::vector<std::string>{"a;b", "b"});
}

TEST_CASE("malformed labels are reported with their line") {
  struct Case {
    const char* label;
    const char* expected;
  };
  for (const Case& c : {
           Case{"a;;b", "column label: expected names separated by ;, got \"a;;b\""},
           Case{"a;", "column label: expected names separated by ;, got \"a;\""},
           Case{";", "column label: expected names separated by ;, got \";\""},
           Case{"a|b", "column label: expected names separated by ;, got '|' in \"a|b\""},
           Case{"\"a, b\"", "column label: expected names separated by ;, got ',' in \"a, b\""},
           Case{"a;b; a", "column label: 'a' is listed twice"},
       }) {
    INFO(c.label);
    Manifest manifest(std::string("path,label\n1.wav,b\n2.wav,") + c.label + "\n");
    manifest.config.multi_label = true;
    CHECK(manifest.failure() == manifest.path() + ":3: " + c.expected);
  }
}

TEST_CASE("a multi-label clip with one line per label is refused") {
  Manifest manifest("path,label,start_s,end_s\na.wav,x,0,1\na.wav,x,1,2\na.wav,y,0,1\n");
  manifest.config.multi_label = true;
  CHECK(
      manifest.failure() ==
      manifest.path() +
          ":4: column path: a.wav is listed twice; put all its labels in one row, separated by ;");
  manifest.config.multi_label = false;
  CHECK(manifest.list().clips.size() == 3);
  Manifest otherwise("path,label\nnight/a.wav,x\nnight/../night/./a.wav,y\n");
  otherwise.config.multi_label = true;
  CHECK_THAT(otherwise.failure(), ContainsSubstring("is listed twice"));
}

TEST_CASE("a multi-label set has 1 to 31 classes") {
  for (const int classes : {1, 31, 32}) {
    std::string text = "path,label\n";
    for (int c = 0; c < classes; ++c)
      text += std::to_string(c) + ".wav,class " + std::to_string(c) + "\n";
    Manifest manifest(text);
    manifest.config.multi_label = true;
    if (classes == 32) {
      CHECK_THAT(manifest.failure(), ContainsSubstring("at most 31 labels with data.multi_label, "
                                                       "got 32; the first are class 0, class 1"));
    } else {
      const ClipSet set = manifest.list();
      CHECK(set.classes.size() == static_cast<std::size_t>(classes));
      CHECK(set.label_text(set.clips.back()) == "class " + std::to_string(classes - 1));
    }
  }
  Manifest nothing("path,label\n1.wav,\n");
  nothing.config.multi_label = true;
  CHECK_THAT(nothing.failure(), ContainsSubstring("no clip has a label"));
}

TEST_CASE("a missing manifest is an error that names it") {
  Manifest manifest("path,label\n1.wav,a\n2.wav,b\n");
  manifest.config.manifest = "other.csv";
  CHECK_THAT(manifest.failure(), ContainsSubstring("other.csv"));
}

TEST_CASE("several intervals of one file have different names") {
  const Manifest manifest(
      "path,label,start_s,end_s\na.wav,x,0,1.5\na.wav,y,1.5,\nb.wav,x,2,3\nc.wav,x,,\n");
  const ClipSet set = manifest.list();
  CHECK(set.clips[0].name == "a.wav#t=0,1.5");
  CHECK(set.clips[1].name == "a.wav#t=1.5");
  CHECK(set.clips[2].name == "b.wav");
  CHECK(set.clips[3].name == "c.wav");
  CHECK(set.clips[0].path == manifest.folder.file("a.wav"));
}
