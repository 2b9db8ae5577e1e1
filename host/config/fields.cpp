// The sections of a config and the keys of its small ones, model and output.
#include "config/fields.h"

#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(ModelConfig& c) {
  return {
      {"layers", LayersField{&c.layers},
       "Layers from the features to the output layer, which is added automatically and must not be "
       "listed.",
       "", true},
  };
}

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
      {"model", SectionField{fields(c.model)}, "Network."},
      {"train", SectionField{train_fields(c.train)}, "Training."},
      {"scan", optional<ScanConfig>(c.scan, scan_fields),
       "Scan: counts calls in recordings after training. Absent or null: nothing is scanned."},
      {"output", SectionField{fields(c.output)}, "Location of the run folder."},
  };
}

}  // namespace canopy
