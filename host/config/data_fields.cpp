// The keys of the section data, without data.labels.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(SplitConfig& c) {
  return {
      {"kind", choice(c.kind, {"grouped", "random"}),
       "How clips are assigned to the parts. grouped: all clips cut from one source recording go "
       "to the same part. random: sources are ignored."},
      {"train", inner_share(c.train),
       "Fraction of the clips used for training. Clips in neither train nor validation "
       "form the test part."},
      {"validation", share_below_1(c.validation),
       "Fraction of the clips used for early stopping and for choosing the threshold, the "
       "temperature and the counting parameters. 0: no validation part."},
      {"test_groups", TextListField{&c.test_groups},
       "Source recordings that form the test part, instead of a fraction of the clips. Empty: the "
       "test part is chosen by fraction or by fold."},
      {"folds", integer(c.folds, 0, 1000),
       "Number of folds for cross-validation over the sources; one fold is the test part, instead "
       "of a fraction of the clips. 0: no folds."},
      {"fold", integer(c.fold, 0, 999),
       "Index of the fold that is the test part, counted from 0; must be less than folds."},
      {"seed", seed_value(c.seed), "Shuffle seed; the same seed gives the same split."},
      {"group_pattern", TextField{&c.group_pattern, 0, 1000},
       "Regular expression (ECMAScript) that is searched in the file name; its first capture group "
       "is the name of the source recording. Empty: the file name without its extension and "
       "without a numeric suffix -N."},
  };
}

}  // namespace

Fields data_fields(DataConfig& c) {
  return {
      {"root", TextField{&c.root, 1}, "Folder that all other paths of the data are relative to."},
      {"classes", ClassesField{&c.classes},
       "Class names, each with its folder of clips under root; the classes are numbered in this "
       "order. Exactly one of classes, manifest and labels must be given."},
      {"manifest", TextField{&c.manifest},
       "CSV file that lists the clips, with the columns "
       "path,label[,group][,start_s,end_s][,split]. Empty: no manifest."},
      {"labels", optional<LabelsConfig>(c.labels, label_fields),
       "Cuts the clips from long recordings according to label tracks. Absent or null: no label "
       "tracks."},
      {"positive", TextField{&c.positive},
       "Name of the positive class, the one that precision and recall describe; there must be "
       "exactly two classes, and the network has one output. Empty: the network has one output per "
       "class."},
      {"multi_label", BoolField{&c.multi_label},
       "true: a clip may belong to any number of classes, or to none, and each class is detected "
       "independently; the label column of the manifest lists class names separated by ; (at most "
       "31 classes). false: a clip belongs to exactly one class."},
      {"exclude_groups", TextListField{&c.exclude_groups},
       "Source recordings whose clips are not used. Empty: all are used."},
      {"split", SectionField{fields(c.split)},
       "How the clips are split into training, validation and test parts."},
      {"max_clip_s", positive_number(c.max_clip_s),
       "Maximum length of a clip; a longer clip is an error.", "s"},
  };
}

}  // namespace canopy
