#include "model/model_info.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/version.h"
#include "config/reader.h"

namespace canopy {

TensorMetadata describe_model(const ModelInfo& info) {
  const std::string config = write_config(info.config);
  const nlohmann::ordered_json parsed = nlohmann::ordered_json::parse(config);
  nlohmann::json threshold = info.threshold;
  TensorMetadata metadata = {{"format", "canopy-model-1"},
                             {"canopy_version", version()},
                             {"config", parsed.dump()},
                             {"classes", nlohmann::json(info.classes).dump()},
                             {"kind", task_name(info.task)},
                             {"features", parsed.at("features").dump()},
                             {"threshold", threshold.dump()},
                             {"temperature", nlohmann::json(info.temperature).dump()},
                             {"precision", precision_name(info.precision)}};
  if (!info.class_thresholds.empty())
    metadata["class_thresholds"] = nlohmann::json(info.class_thresholds).dump();
  return metadata;
}

namespace {

Task task_of(const std::string& kind, const std::string& path) {
  for (const Task task : {Task::binary, Task::categorical, Task::multi_label})
    if (kind == task_name(task)) return task;
  throw Error(ErrorKind::checkpoint,
              fmt::format("{}: made by a newer version of Canopy (kind {})", path, kind));
}

}  // namespace

ModelInfo read_model_info(const TensorMetadata& metadata, const std::string& path) {
  const auto get = [&](const char* key) {
    const auto found = metadata.find(key);
    if (found == metadata.end())
      throw Error(ErrorKind::checkpoint,
                  fmt::format("{}: not a Canopy model: its metadata has no '{}'", path, key));
    return found->second;
  };
  if (get("format") != "canopy-model-1")
    throw Error(
        ErrorKind::checkpoint,
        fmt::format("{}: made by a newer version of Canopy (format {})", path, get("format")));
  ModelInfo info;
  try {
    info.config = read_stored_config(get("config"));
    info.classes = nlohmann::json::parse(get("classes")).get<std::vector<std::string>>();
    info.threshold = nlohmann::json::parse(get("threshold")).get<double>();
    if (const auto found = metadata.find("temperature"); found != metadata.end())
      info.temperature = nlohmann::json::parse(found->second).get<double>();
    else  // an older model, which stored the threshold of its scan here
      info.threshold = info.config.train.threshold;
    if (const auto found = metadata.find("class_thresholds"); found != metadata.end())
      info.class_thresholds = nlohmann::json::parse(found->second).get<std::vector<double>>();
  } catch (const nlohmann::json::exception& e) {
    throw Error(ErrorKind::checkpoint, path + ": its metadata is invalid: " + e.what());
  }
  if (!(info.temperature > 0) || !std::isfinite(info.temperature))
    throw Error(ErrorKind::checkpoint, path + ": its temperature is not a positive number");
  info.task = task_of(get("kind"), path);
  const std::size_t classes = info.classes.size();
  if (info.task == Task::binary ? classes != 2 : classes < 1)
    throw Error(ErrorKind::checkpoint, path + ": its number of classes does not match its kind");
  if (info.task == Task::multi_label && classes > max_labels)
    throw Error(ErrorKind::checkpoint,
                fmt::format("{}: it has more than {} classes", path, max_labels));
  if (!info.class_thresholds.empty() && info.class_thresholds.size() != classes)
    throw Error(ErrorKind::checkpoint,
                path + ": its number of class_thresholds is not its number of classes");
  if (const auto found = metadata.find("precision"); found != metadata.end())
    for (const Precision one : {Precision::tf32, Precision::bf16})
      if (found->second == precision_name(one)) info.precision = one;
  return info;
}

BackendOptions backend_options(const ModelInfo& info) {
  BackendOptions options;
  options.precision = info.precision;
  options.deterministic = info.config.train.deterministic;
  return options;
}

Thresholds scan_thresholds(const ModelInfo& info) {
  const std::optional<ScanConfig>& scan = info.config.scan;
  return scan && !scan->class_thresholds ? Thresholds(scan->threshold) : info.thresholds();
}

std::vector<TensorRef> parameter_tensors(const Network& network) {
  std::vector<TensorRef> tensors;
  for (const Parameter* p : network.parameters()) tensors.push_back({p->name, p->shape, p->value});
  return tensors;
}

}  // namespace canopy
