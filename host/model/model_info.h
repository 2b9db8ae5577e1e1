// What a model says of itself, as metadata of model.safetensors.
#pragma once

#include "model/classifier.h"
#include "model/safetensors.h"

namespace canopy {

/// Keys: format, canopy_version, config (JSON), classes (JSON array), kind (binary, categorical or
/// multi_label), features (JSON), threshold, precision, temperature, and where each class has a
/// threshold of its own class_thresholds (JSON array).
TensorMetadata describe_model(const ModelInfo& info);
/// The reverse; fp32 where nothing says in what precision it was trained. Throws Error(checkpoint)
/// naming `path` when a key is missing or malformed.
ModelInfo read_model_info(const TensorMetadata& metadata, const std::string& path);
/// What a model asks of the device that scores with it: to compute as in its training.
BackendOptions backend_options(const ModelInfo& info);
/// What a window's probability must exceed in a scan: config.scan's, or the clips' own where
/// there is none or it asks for them.
Thresholds scan_thresholds(const ModelInfo& info);

/// The parameters as tensors to write or read.
std::vector<TensorRef> parameter_tensors(const Network& network);

}  // namespace canopy
