// `trainer check --config FILE`: everything a run would find out before its first step, and nothing
// written: the config, every clip decoded whole, the split, the network's memory, the recordings.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "app/commands.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "config/reader.h"
#include "model/precision.h"
#include "scan/scan.h"
#include "train/ingest.h"
#include "train/trainer.h"

namespace canopy {
namespace {

/// What is seen of one class while its clips are decoded.
struct ClassFacts {
  std::size_t train = 0, validation = 0, test = 0;
  std::set<std::string> sources;
  std::map<int, std::size_t> rates, channels;  // clips of each
  double shortest = std::numeric_limits<double>::infinity(), longest = 0;
};

std::string counted(const std::map<int, std::size_t>& values) {
  std::string text;
  for (const auto& [value, clips] : values)
    text += (text.empty() ? "" : ", ") + std::to_string(value) + " (" + std::to_string(clips) + ")";
  return text;
}

/// Decodes the clips, keeps the good ones and fills in the facts of each class but its parts.
std::vector<BadFile> decode_all(ClipSet& set, const Config& config, int threads,
                                std::vector<ClassFacts>& facts) {
  LoaderOptions options;
  options.threads = threads;
  options.slots = 2 * threads;
  options.max_clip_s = config.data.max_clip_s;
  std::vector<std::vector<char>> memory(static_cast<std::size_t>(options.slots));
  std::vector<std::size_t> order(set.clips.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Loader loader(set.clips, order, options, [&](int slot, std::size_t bytes) -> void* {
    std::vector<char>& mine = memory[static_cast<std::size_t>(slot)];
    mine.resize(bytes);
    return mine.data();
  });
  std::vector<BadFile> bad;
  std::vector<Clip> good;
  ProgressLine progress("reading clips");
  LoadedClip clip;
  while (!interrupt_signal() && loader.next(clip)) {
    progress.update(std::to_string(clip.index + 1) + "/" + std::to_string(order.size()));
    const Clip& listed = set.clips[clip.index];
    if (clip.error.empty()) {
      ClassFacts& of = facts[static_cast<std::size_t>(listed.label)];
      const double seconds = static_cast<double>(clip.frames) / clip.rate;
      of.sources.insert(listed.group);
      of.rates[clip.rate] += 1;
      of.channels[clip.channels] += 1;
      of.shortest = std::min(of.shortest, seconds);
      of.longest = std::max(of.longest, seconds);
      good.push_back(listed);
    } else {
      bad.push_back({listed.name, clip.error});
    }
    loader.release(clip.slot);
  }
  set.clips = std::move(good);
  return bad;
}

void print_classes(const ClipSet& set, std::vector<ClassFacts>& facts) {
  for (const Clip& clip : set.clips) {
    ClassFacts& of = facts[static_cast<std::size_t>(clip.label)];
    ++(clip.part == Part::train        ? of.train
       : clip.part == Part::validation ? of.validation
                                       : of.test);
  }
  for (std::size_t c = 0; c < facts.size(); ++c) {
    const ClassFacts& of = facts[c];
    std::printf(
        "class %s: %zu clips of %zu sources (%zu to train, %zu to validate, %zu to test), %.1f to "
        "%.1f s\n",
        set.classes[c].c_str(), of.train + of.validation + of.test, of.sources.size(), of.train,
        of.validation, of.test, of.shortest, of.longest);
    std::printf("  Hz (clips): %s; channels (clips): %s\n", counted(of.rates).c_str(),
                counted(of.channels).c_str());
  }
}

int check(const std::string& path, const std::vector<std::string>& settings,
          const DeviceOptions& device) {
  std::vector<Override> overrides;
  for (const std::string& setting : settings) overrides.push_back(parse_override(setting));
  const Config config = read_config_file(path, overrides);
  std::printf("config: %s is well-formed\n", path.c_str());

  ClipSet set = list_clips(config.data);
  const ClipSet listed = set;
  const std::unique_ptr<Backend> backend = device.open(backend_options(config.train));
  const DeviceInfo info = backend->info();
  std::vector<ClassFacts> facts(set.classes.size());
  const std::vector<BadFile> bad = decode_all(set, config, std::max(1, info.threads), facts);
  if (interrupt_signal()) return 128 + interrupt_signal();
  for (const BadFile& file : bad)
    std::printf("damaged: %s: %s\n", file.name.c_str(), file.reason.c_str());
  refuse_too_many_bad(listed, set, bad);
  split_clips(set, config.data.split);
  print_classes(set, facts);

  const Network network(*backend, config.model, feature_image(config.features),
                        training_options(config, set.classes.size(), set.binary));
  std::printf("network: %lld parameters; training needs %.1f GB, %s has %.1f GB free\n%s",
              static_cast<long long>(network.parameter_count()),
              static_cast<double>(network.memory_bytes()) / 1e9, info.id.c_str(),
              static_cast<double>(info.free_bytes) / 1e9, network.summary().c_str());
  if (config.scan && !config.scan->recordings.empty())
    std::printf("scan: %zu recordings\n", list_recordings({scanned_path(config)}).size());
  return 0;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  struct Options {
    std::string config;
    std::vector<std::string> settings;
    DeviceOptions device;
  };
  const auto options = std::make_shared<Options>();
  CLI::App& command =
      *app.add_subcommand("check", "try a config and its data without training or writing");
  command.add_option("--config", options->config, "the JSON file that describes the run")
      ->required();
  command.add_option("--set", options->settings, "/train/epochs=8 changes one value of the config")
      ->allow_extra_args(false);
  options->device.add_to(command);
  command.callback([&action, options] {
    action = [options] { return check(options->config, options->settings, options->device); };
  });
}

}  // namespace canopy
