// The sections of a config and the keys of the section output.
#include "config/fields.h"

#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(OutputConfig& c) {
  return {
      {"dir", TextField{&c.dir, 1}, "folder of the run folders"},
      {"name", TextField{&c.name, 1, 200, true}, "of the run folder: a single path component"},
  };
}

}  // namespace

Fields config_fields(Config& c) {
  return {
      {"data", SectionField{data_fields(c.data)}, "what is trained on"},
      {"features", SectionField{features_fields(c.features)}, "how sound becomes the network's input"},
      {"model", SectionField{model_fields(c.model)}, "the network"},
      {"train", SectionField{train_fields(c.train)}, "how it is trained"},
      {"scan", optional<ScanConfig>(c.scan, scan_fields),
       "recordings to count calls in after training; absent or null: none"},
      {"output", SectionField{fields(c.output)}, "where the run folder goes"},
  };
}

}  // namespace canopy
