#include "train/checkpoint.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "model/safetensors.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json to_json(const PartMetrics& m) {
  return {{"loss", m.loss},
          {"accuracy", m.accuracy},
          {"precision", m.precision},
          {"recall", m.recall},
          {"f1", m.f1},
          {"average_precision", m.average_precision},
          {"roc_auc", m.roc_auc},
          {"items", m.items},
          {"tp", m.tp},
          {"fp", m.fp},
          {"tn", m.tn},
          {"fn", m.fn},
          {"confusion", m.confusion},
          {"seconds", m.seconds},
          {"clips_per_s", m.clips_per_s}};
}

PartMetrics part_from(const json& j) {
  PartMetrics m;
  j.at("loss").get_to(m.loss);
  j.at("accuracy").get_to(m.accuracy);
  j.at("precision").get_to(m.precision);
  j.at("recall").get_to(m.recall);
  j.at("f1").get_to(m.f1);
  j.at("average_precision").get_to(m.average_precision);
  j.at("roc_auc").get_to(m.roc_auc);
  j.at("items").get_to(m.items);
  j.at("tp").get_to(m.tp);
  j.at("fp").get_to(m.fp);
  j.at("tn").get_to(m.tn);
  j.at("fn").get_to(m.fn);
  j.at("confusion").get_to(m.confusion);
  j.at("seconds").get_to(m.seconds);
  j.at("clips_per_s").get_to(m.clips_per_s);
  return m;
}

json rows_json(const std::vector<EpochRow>& rows) {
  json list = json::array();
  for (const EpochRow& row : rows)
    list.push_back({{"epoch", row.epoch},
                    {"learning_rate", row.learning_rate},
                    {"train", to_json(row.train)},
                    {"test", to_json(row.test)},
                    {"validation", to_json(row.validation)}});
  return list;
}

std::vector<EpochRow> rows_from(const json& list) {
  std::vector<EpochRow> rows;
  for (const json& j : list)
    rows.push_back({j.at("epoch").get<int>(), j.at("learning_rate").get<double>(),
                    part_from(j.at("train")), part_from(j.at("test")),
                    part_from(j.at("validation"))});
  return rows;
}

/// The values and optimizer moments of all parameters, then `extra`.
std::vector<TensorRef> tensors_of(const Network& network, const std::vector<TensorRef>& extra) {
  std::vector<TensorRef> tensors;
  for (const Parameter* p : network.parameters()) {
    tensors.push_back({p->name, p->shape, p->value});
    if (p->m) tensors.push_back({p->name + ".m", p->shape, p->m});
    if (p->v) tensors.push_back({p->name + ".v", p->shape, p->v});
  }
  tensors.insert(tensors.end(), extra.begin(), extra.end());
  return tensors;
}

std::vector<std::string> checkpoints_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("epoch-", 0) == 0 && entry.path().extension() == ".safetensors")
      found.push_back(name);
  }
  // In order of progress: "epoch-0003-batch-..." sorts before "epoch-0003.".
  std::sort(found.begin(), found.end(),
            [](const std::string& a, const std::string& b) { return natural_less(a, b); });
  return found;
}

/// Removes temporary files of runs that were killed while saving; they may be as large as the
/// network.
void remove_temporary_files(const std::string& folder) {
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none))
    if (entry.path().filename().string().find(".safetensors.tmp") != std::string::npos)
      fs::remove(entry.path(), none);
}

std::string file_name(const TrainingState& state) {
  // between two epochs `epoch` is already the next one
  if (state.batch == 0) return fmt::format("epoch-{:04}.safetensors", state.epoch - 1);
  return fmt::format("epoch-{:04}-batch-{:06}.safetensors", state.epoch, state.batch);
}

}  // namespace

void save_checkpoint(const std::string& folder, int keep, Backend& backend, Stream& stream,
                     const Network& network, const TrainingState& state,
                     const std::vector<TensorRef>& extra) {
  make_folders(folder);
  remove_temporary_files(folder);
  const TensorMetadata metadata = {{"format", "canopy-checkpoint-1"},
                                   {"epoch", std::to_string(state.epoch)},
                                   {"batch", std::to_string(state.batch)},
                                   {"step", std::to_string(state.step)},
                                   {"rows", rows_json(state.rows).dump()},
                                   {"config", state.config},
                                   {"split", state.split}};
  write_safetensors(folder + "/" + file_name(state), backend, stream, tensors_of(network, extra),
                    metadata);
  const std::vector<std::string> all = checkpoints_in(folder);
  for (std::size_t i = 0; i + static_cast<std::size_t>(std::max(1, keep)) < all.size(); ++i) {
    std::error_code ignored;
    fs::remove(folder + "/" + all[i], ignored);
  }
}

std::string newest_checkpoint(const std::string& folder) {
  const std::vector<std::string> all = checkpoints_in(folder);
  return all.empty() ? "" : folder + "/" + all.back();
}

TrainingState load_checkpoint(const std::string& path, Backend& backend, Stream& stream,
                              const Network& network, const TrainingState& expected,
                              const std::vector<TensorRef>& extra) {
  const SafetensorsFile file(path);
  TrainingState state;
  try {
    const TensorMetadata& metadata = file.metadata();
    if (metadata.at("format") != "canopy-checkpoint-1")
      throw Error(ErrorKind::checkpoint, path + ": written by another version of Canopy");
    state.epoch = std::stoi(metadata.at("epoch"));
    state.batch = std::stoll(metadata.at("batch"));
    state.step = static_cast<std::uint32_t>(std::stoul(metadata.at("step")));
    state.rows = rows_from(json::parse(metadata.at("rows")));
    state.config = metadata.at("config");
    state.split = metadata.at("split");
  } catch (const std::logic_error&) {  // a missing key or an invalid number
    throw Error(ErrorKind::checkpoint, path + ": not a Canopy checkpoint");
  } catch (const json::exception&) {
    throw Error(ErrorKind::checkpoint, path + ": not a Canopy checkpoint");
  }
  if (state.config != expected.config)
    throw Error(ErrorKind::checkpoint, path +
                                           ": was written with another config; resume with "
                                           "config.json of the run, or start without --resume");
  if (state.split != expected.split)
    throw Error(ErrorKind::checkpoint,
                path + ": the clips or their split have changed; start without --resume");
  for (const TensorRef& tensor : tensors_of(network, extra)) file.read(backend, stream, tensor);
  return state;
}

std::size_t checkpoint_bytes(const Network& network) {
  std::size_t bytes = 0;
  for (const TensorRef& tensor : tensors_of(network, {})) bytes += tensor.bytes();
  return bytes;
}

}  // namespace canopy
