// The keys of the section data, without data.labels.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(SplitConfig& c) {
  return {
      {"kind", choice(c.kind, {"grouped", "random"}),
       "grouped keeps all clips cut from one source recording in one part; random ignores sources"},
      {"train", inner_share(c.train),
       "share of the clips that are trained on; what neither this nor validation takes is the "
       "test"},
      {"validation", share_below_1(c.validation),
       "share of the clips on which the threshold, the temperature and the counting are chosen and "
       "early stopping looks; 0: none"},
      {"test_groups", TextListField{&c.test_groups},
       "source recordings that are the test, instead of a share"},
      {"folds", integer(c.folds, 0, 1000),
       "cross-validation: the sources in so many folds, of which one is the test, instead of a "
       "share; 0: none"},
      {"fold", integer(c.fold, 0, 999), "the fold that is the test, counted from 0"},
      {"seed", seed_value(c.seed), "of the shuffling: the same seed gives the same split"},
      {"group_pattern", TextField{&c.group_pattern, 0, 1000},
       "regular expression (ECMAScript) whose first capture group in the file name is the source "
       "recording; empty: the file name less its -N"},
  };
}

}  // namespace

Fields data_fields(DataConfig& c) {
  return {
      {"root", TextField{&c.root, 1}, "folder that the other paths of the data start from"},
      {"classes", ClassesField{&c.classes},
       "class name -> folder under root, in the order in which the classes are numbered; either "
       "these, a manifest or labels"},
      {"manifest", TextField{&c.manifest},
       "CSV file path,label[,group][,start_s,end_s][,split] instead of class folders; empty: none"},
      {"labels", optional<LabelsConfig>(c.labels, label_fields),
       "clips cut from long recordings by label tracks instead of class folders; absent or null: "
       "none"},
      {"positive", TextField{&c.positive},
       "the class of two that precision and recall are about: trains a binary network; empty: one "
       "output a class"},
      {"multi_label", BoolField{&c.multi_label},
       "a clip may be of several classes or of none: the label column of the manifest holds any "
       "number of names with ; between them, at most 31 in all, and each class is found by itself. "
       "false: a clip is of one class"},
      {"exclude_groups", TextListField{&c.exclude_groups},
       "source recordings whose clips are left out"},
      {"split", SectionField{fields(c.split)}, "which clips are trained on and which test"},
      {"max_clip_s", positive_number(c.max_clip_s), "a longer clip is refused", "s"},
  };
}

}  // namespace canopy
