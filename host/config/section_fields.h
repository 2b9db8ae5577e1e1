// The keys of each section of a config, each list in the file of its name.
#pragma once

#include "config/fields.h"

namespace canopy {

Fields data_fields(DataConfig& data);
Fields label_fields(LabelsConfig& labels);  // data.labels
Fields features_fields(FeaturesConfig& features);
Fields train_fields(TrainConfig& train);
Fields augment_fields(AugmentConfig& augment);  // train.augment
Fields scan_fields(ScanConfig& scan);

}  // namespace canopy
