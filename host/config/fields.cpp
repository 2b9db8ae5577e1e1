#include "config/fields.h"

namespace canopy {
namespace {

constexpr std::int64_t int_max = std::numeric_limits<int>::max();
constexpr double infinity = std::numeric_limits<double>::infinity();

template <class E>
ChoiceField choice(E& member, std::vector<std::string> words) {
  return {std::move(words), [&member] { return static_cast<std::size_t>(member); },
          [&member](std::size_t word) { member = static_cast<E>(word); }};
}

template <class Section>
OptionalField optional(std::optional<Section>& member, Fields (*fields)(Section&)) {
  return {[&member] { return member.has_value(); },
          [&member, fields] { return fields(member ? *member : member.emplace()); },
          [&member] { member.reset(); }};
}

IntegerField integer(int& member, std::int64_t min, std::int64_t max = int_max) {
  return {&member, min, max};
}
IntegerField seed_value(std::uint32_t& member) {
  return {&member, 0, std::numeric_limits<std::uint32_t>::max()};
}
NumberField positive_number(double& member) {
  return {&member, 0, infinity, true, false};
}
NumberField number_from_0(double& member) {
  return {&member, 0, infinity};
}
NumberField share(double& member) {
  return {&member, 0, 1};
}
NumberField share_below_1(double& member) {
  return {&member, 0, 1, false, true};
}
NumberField inner_share(double& member) {
  return {&member, 0, 1, true, true};
}
NumberField share_above_0(double& member) {
  return {&member, 0, 1, true, false};
}

Fields fields(SplitConfig& c) {
  return {
      {"kind", choice(c.kind, {"grouped", "random"}),
       "grouped keeps all clips cut from one source recording in one part; random ignores sources"},
      {"train", inner_share(c.train),
       "share of the clips that are trained on; the rest is the test"},
      {"seed", seed_value(c.seed), "of the shuffling: the same seed gives the same split"},
      {"group_pattern", TextField{&c.group_pattern, 0, 1000},
       "regular expression (ECMAScript) whose first capture group in the file name is the source "
       "recording; empty: the file name less its -N"},
  };
}

Fields fields(DataConfig& c) {
  return {
      {"root", TextField{&c.root, 1}, "folder that the other paths of the data start from"},
      {"classes", ClassesField{&c.classes},
       "class name -> folder under root, in the order in which the classes are numbered; not "
       "together with manifest"},
      {"manifest", TextField{&c.manifest},
       "CSV file path,label[,group][,start_s,end_s][,split] instead of class folders; empty: none"},
      {"positive", TextField{&c.positive},
       "the class of two that precision and recall are about: trains a binary network; empty: one "
       "output a class"},
      {"exclude_groups", TextListField{&c.exclude_groups},
       "source recordings whose clips are left out"},
      {"split", SectionField{fields(c.split)}, "which clips are trained on and which test"},
      {"max_clip_s", positive_number(c.max_clip_s), "a longer clip is refused", "s"},
  };
}

Fields fields(StftConfig& c) {
  return {
      {"frame", integer(c.frame, 1, 1 << 20), "length of the Hann window", "samples"},
      {"step", integer(c.step, 1, 1 << 20), "from one frame to the next", "samples"},
      {"fft", IntegerField{&c.fft, 2, 1 << 20, 2},
       "length of the transform, even and at least frame; a shorter frame is padded with zeros",
       "samples"},
  };
}

Fields fields(MelConfig& c) {
  return {
      {"bands", integer(c.bands, 1, 4096), "mel bands, instead of the bins of the transform"},
      {"low_hz", number_from_0(c.low_hz), "lower edge of the lowest band", "Hz"},
      {"high_hz", positive_number(c.high_hz),
       "upper edge of the highest band, at most half the sample rate", "Hz"},
      {"formula", choice(c.formula, {"htk", "slaney"}), "which mel scale"},
  };
}

Fields fields(FeaturesConfig& c) {
  return {
      {"sample_rate", integer(c.sample_rate, 1000, 768000),
       "everything is resampled to this rate, band-limited", "Hz"},
      {"clip_samples", integer(c.clip_samples, 1, 1 << 28),
       "length of what the network sees; longer clips are cut at their end", "samples"},
      {"pad", choice(c.pad, {"front", "back"}), "where a shorter clip gets its zeros"},
      {"mono", MonoField{&c.mono}, "how clips become mono"},
      {"stft", SectionField{fields(c.stft)}, "short-time Fourier transform"},
      {"mel", optional<MelConfig>(c.mel, fields), "mel filter bank; absent or null: none"},
      {"scale", choice(c.scale, {"magnitude", "power", "log"}),
       "of the spectrogram, or of the mel bands: log is the natural logarithm of value + "
       "log_offset"},
      {"log_offset", positive_number(c.log_offset), "added before the logarithm"},
  };
}

Fields fields(ModelConfig& c) {
  return {
      {"layers", LayersField{&c.layers},
       "from the spectrogram on; the output layer follows from the classes and is not listed", "",
       true},
  };
}

Fields fields(OptimizerConfig& c) {
  return {
      {"type", choice(c.type, {"sgd", "adam", "adamw"}), "how gradients become updates"},
      {"learning_rate", positive_number(c.learning_rate), "step size, before the schedule"},
      {"beta1", share_below_1(c.beta1), "adam, adamw: decay of the mean gradient"},
      {"beta2", share_below_1(c.beta2), "adam, adamw: decay of the mean square"},
      {"epsilon", positive_number(c.epsilon), "adam, adamw: keeps the division finite"},
      {"epsilon_form", choice(c.epsilon_form, {"keras", "pytorch"}),
       "adam, adamw: where epsilon stands, beside the uncorrected root or the corrected one"},
      {"momentum", share_below_1(c.momentum), "sgd: share of the last update that is kept"},
      {"nesterov", BoolField{&c.nesterov}, "sgd: look ahead"},
      {"weight_decay", number_from_0(c.weight_decay),
       "sgd: added to the gradient; adamw: decoupled; adam: unused"},
  };
}

Fields fields(ScheduleConfig& c) {
  return {
      {"type", choice(c.type, {"constant", "cosine"}), "how the learning rate goes on"},
      {"warmup_epochs", number_from_0(c.warmup_epochs), "rises linearly from 0 for this long",
       "epochs"},
      {"final_share", share(c.final_share), "cosine: share of the learning rate left at the end"},
  };
}

Fields fields(EarlyStoppingConfig& c) {
  return {
      {"metric", choice(c.metric, {"loss", "accuracy", "precision", "recall", "f1"}),
       "of the test part; loss should fall, the others rise"},
      {"patience", integer(c.patience, 1), "stops after this long without a better one", "epochs"},
      {"min_delta", number_from_0(c.min_delta), "less of a change is not better"},
  };
}

Fields fields(CheckpointConfig& c) {
  return {
      {"every", integer(c.every, 0), "from one checkpoint to the next; 0: none", "epochs"},
      {"keep", integer(c.keep, 1), "newest checkpoints that stay on disk"},
  };
}

Fields fields(TrainConfig& c) {
  return {
      {"epochs", integer(c.epochs, 1), "passes over the training clips"},
      {"batch_size", integer(c.batch_size, 1, 1 << 20), "clips a step"},
      {"optimizer", SectionField{fields(c.optimizer)}, "how weights are updated"},
      {"schedule", SectionField{fields(c.schedule)}, "how the learning rate changes"},
      {"early_stopping", optional<EarlyStoppingConfig>(c.early_stopping, fields),
       "stops when the test part no longer gets better; absent or null: never"},
      {"class_weights", choice(c.class_weights, {"none", "balanced"}),
       "balanced: each class counts the same in the loss, however many clips it has"},
      {"seed", seed_value(c.seed), "of the first weights, the order of the clips and dropout"},
      {"cache", choice(c.cache, {"auto", "none", "waves", "features"}),
       "what stays on the device after the first epoch; auto: as much as fits"},
      {"fused_update", BoolField{&c.fused_update},
       "dense layers update their weights while computing the gradient, which is never stored"},
      {"precision", choice(c.precision, {"auto", "fp32", "tf32", "bf16"}),
       "of the operands of convolutions and dense products on a GPU; sums, weights and optimizer "
       "state are always float32. auto: tf32 where the GPU has it. A CPU computes in fp32"},
      {"deterministic", BoolField{&c.deterministic},
       "false: GPU libraries may take algorithms whose last bits differ from run to run"},
      {"clip_norm", OptionalNumberField{&c.clip_norm},
       "largest Euclidean norm of a step's gradient, over all parameters together; a larger one is "
       "scaled down to it; null: none"},
      {"threshold", share(c.threshold), "a score above it counts as the positive class"},
      {"checkpoints", SectionField{fields(c.checkpoints)}, "saved states to resume from"},
  };
}

Fields fields(ScanConfig& c) {
  return {
      {"recordings", TextField{&c.recordings},
       "folder or file, under data.root or absolute; empty: none"},
      {"step_s", positive_number(c.step_s), "from one window to the next", "s"},
      {"threshold", share(c.threshold), "a window with a higher score is a hit"},
      {"mono", MonoField{&c.mono}, "how recordings become mono"},
  };
}

Fields fields(OutputConfig& c) {
  return {
      {"dir", TextField{&c.dir, 1}, "folder of the run folders"},
      {"name", TextField{&c.name, 1, 200, true}, "of the run folder: a single path component"},
  };
}

}  // namespace

Fields config_fields(Config& c) {
  return {
      {"data", SectionField{fields(c.data)}, "what is trained on"},
      {"features", SectionField{fields(c.features)}, "how sound becomes the network's input"},
      {"model", SectionField{fields(c.model)}, "the network"},
      {"train", SectionField{fields(c.train)}, "how it is trained"},
      {"scan", optional<ScanConfig>(c.scan, fields),
       "recordings to count calls in after training; absent or null: none"},
      {"output", SectionField{fields(c.output)}, "where the run folder goes"},
  };
}

const std::vector<std::string>& layer_words() {
  static const std::vector<std::string> words = {"conv2d",   "batch_norm",   "activation",
                                                 "max_pool", "average_pool", "global_average_pool",
                                                 "flatten",  "dense",        "dropout"};
  return words;
}

const std::string& layer_doc(LayerKind kind) {
  static const std::vector<std::string> docs = {
      "convolution over time and frequency, then bias and activation",
      "normalises each channel over the batch, then activation",
      "an activation on its own",
      "the largest value of each window",
      "the mean of each window",
      "the mean of each channel",
      "makes one row of the image",
      "every output from every input, then bias and activation",
      "drops values at random while training"};
  return docs[static_cast<std::size_t>(kind)];
}

Fields mono_fields(MonoConfig& c) {
  return {{"channel", integer(c.channel, 0, 1023), "this one alone, counted from 0", "", true}};
}

Fields layer_fields(LayerConfig& c) {
  constexpr std::int64_t side = 4096;
  const ChoiceField activation = choice(c.activation, {"linear", "relu", "sigmoid", "tanh"});
  Fields list = {{"type", choice(c.kind, layer_words()), "kind of the layer", "", true}};
  const auto add = [&list](Field field) { list.push_back(std::move(field)); };
  switch (c.kind) {
    case LayerKind::conv2d:
      add({"filters", integer(c.filters, 1, 65536), "channels of the output", "", true});
      add({"kernel", IntegerListField{&c.kernel, 2, 1, side}, "height (time) and width"});
      add({"strides", IntegerListField{&c.strides, 2, 1, side}, "height (time) and width"});
      add({"padding", choice(c.padding, {"valid", "same"}),
           "valid: only where the kernel fits; same: zeros around, so that stride 1 keeps the "
           "size"});
      add({"bias", BoolField{&c.bias}, "adds a number a filter"});
      add({"activation", activation, "applied last"});
      break;
    case LayerKind::batch_norm:
      add({"activation", choice(c.activation, {"linear", "relu"}), "applied last"});
      add({"momentum", share_above_0(c.momentum), "weight of the new batch in the running mean"});
      add({"epsilon", positive_number(c.epsilon), "added to the variance"});
      break;
    case LayerKind::activation:
      add({"activation", activation, "which one", "", true});
      break;
    case LayerKind::max_pool:
    case LayerKind::average_pool:
      add({"size", IntegerListField{&c.size, 2, 1, side},
           "height (time) and width of the window, which is the stride as well"});
      break;
    case LayerKind::dense:
      add({"units", integer(c.units, 1, 1 << 24), "outputs", "", true});
      add({"bias", BoolField{&c.bias}, "adds a number a unit"});
      add({"activation", activation, "applied last"});
      break;
    case LayerKind::dropout:
      add({"rate", share_below_1(c.rate), "share of the values that is dropped"});
      break;
    case LayerKind::global_average_pool:
    case LayerKind::flatten:
      break;
  }
  return list;
}

}  // namespace canopy
