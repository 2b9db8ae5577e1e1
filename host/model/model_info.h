// ModelInfo as metadata of model.safetensors.
#pragma once

#include "model/classifier.h"
#include "model/safetensors.h"

namespace canopy {

/// Keys: format, canopy_version, config (JSON), classes (JSON array), kind (binary, categorical or
/// multi_label), features (JSON), threshold, precision, temperature, and class_thresholds (JSON
/// array) if each class has its own threshold.
TensorMetadata describe_model(const ModelInfo& info);
/// The reverse; without the key precision it is fp32. Throws Error(checkpoint), naming `path`, if a
/// key is missing or malformed.
ModelInfo read_model_info(const TensorMetadata& metadata, const std::string& path);
/// Backend options for scoring with a model: those of its training.
BackendOptions backend_options(const ModelInfo& info);
/// The thresholds of a scan: config.scan.threshold, or the thresholds for clips if there is no
/// config.scan or its class_thresholds is true.
Thresholds scan_thresholds(const ModelInfo& info);

/// The parameters as tensors to be written or read.
std::vector<TensorRef> parameter_tensors(const Network& network);

}  // namespace canopy
