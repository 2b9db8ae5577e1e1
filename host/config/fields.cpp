// The sections of a config and the keys of the section output.
#include "config/fields.h"

#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(OutputConfig& c) {
  return {
      {"dir", TextField{&c.dir, 1}, "Folder in which the run folder is created."},
      {"name", TextField{&c.name, 1, 200, true},
       "Name of the run folder; must be a single path component."},
  };
}

}  // namespace

Fields config_fields(Config& c) {
  return {
      {"data", SectionField{data_fields(c.data)}, "Training data."},
      {"features", SectionField{features_fields(c.features)},
       "Features: how audio is converted to the input of the network."},
      {"model", SectionField{model_fields(c.model)}, "Network."},
      {"train", SectionField{train_fields(c.train)}, "Training."},
      {"scan", optional<ScanConfig>(c.scan, scan_fields),
       "Scan: counts calls in recordings after training. Absent or null: nothing is scanned."},
      {"output", SectionField{fields(c.output)}, "Location of the run folder."},
  };
}

}  // namespace canopy
