#include "config/fields.h"

#include <limits>

#include "config/augment_fields.h"
#include "config/field_makers.h"
#include "config/label_fields.h"

namespace canopy {
namespace {

Fields fields(SplitConfig& c) {
  return {
      {"kind", choice(c.kind, {"grouped", "random"}),
       "grouped keeps all clips cut from one source recording in one part; random ignores sources"},
      {"train", inner_share(c.train),
       "share of the clips that are trained on; what neither this nor validation takes is the "
       "test"},
      {"validation", share_below_1(c.validation),
       "share of the clips on which the threshold, the temperature and the counting are chosen and "
       "early stopping looks; 0: none"},
      {"test_groups", TextListField{&c.test_groups},
       "source recordings that are the test, instead of a share"},
      {"folds", integer(c.folds, 0, 1000),
       "cross-validation: the sources in so many folds, of which one is the test, instead of a "
       "share; 0: none"},
      {"fold", integer(c.fold, 0, 999), "the fold that is the test, counted from 0"},
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
       "class name -> folder under root, in the order in which the classes are numbered; either "
       "these, a manifest or labels"},
      {"manifest", TextField{&c.manifest},
       "CSV file path,label[,group][,start_s,end_s][,split] instead of class folders; empty: none"},
      {"labels", optional<LabelsConfig>(c.labels, label_fields),
       "clips cut from long recordings by label tracks instead of class folders; absent or null: "
       "none"},
      {"positive", TextField{&c.positive},
       "the class of two that precision and recall are about: trains a binary network; empty: one "
       "output a class"},
      {"multi_label", BoolField{&c.multi_label},
       "a clip may be of several classes or of none: the label column of the manifest holds any "
       "number of names with ; between them, at most 31 in all, and each class is found by itself. "
       "false: a clip is of one class"},
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
      {"formula", choice(c.formula, mel_formula_name), "which mel scale"},
  };
}

Fields fields(PcenConfig& c) {
  return {
      {"gain", share(c.gain), "how much of a band's level is taken away: 1 all, 0 nothing"},
      {"bias", positive_number(c.bias), "added before the compression"},
      {"power", share_above_0(c.power), "exponent of the compression"},
      {"time_constant_s", positive_number(c.time_constant_s),
       "how far back the mean of a band reaches", "s"},
      {"epsilon", positive_number(c.epsilon),
       "added to the mean: a band far below it is not normalised"},
  };
}

Fields fields(FeaturesConfig& c) {
  return {
      {"sample_rate", integer(c.sample_rate, 1000, 768000),
       "everything is resampled to this rate, band-limited", "Hz"},
      {"clip_samples", integer(c.clip_samples, 1, 1 << 28), "length of what the network sees",
       "samples"},
      {"crop", choice(c.crop, {"first", "center"}), "which part of a longer clip is taken"},
      {"pad", choice(c.pad, {"front", "back", "center"}),
       "where a shorter clip gets its zeros; center: half of them on either side"},
      {"mono", MonoField{&c.mono}, "how clips become mono"},
      {"level", choice(c.level, {"none", "rms"}),
       "rms: what the network sees is brought to a mean of 0 and an RMS of 1 first, so that it "
       "cannot hear how loud a recording is; silence stays silence"},
      {"stft", SectionField{fields(c.stft)}, "short-time Fourier transform"},
      {"mel", optional<MelConfig>(c.mel, fields), "mel filter bank; absent or null: none"},
      {"scale", choice(c.scale, {"magnitude", "power", "log", "pcen"}),
       "of the spectrogram, or of the mel bands: log is the natural logarithm of value + "
       "log_offset; pcen normalises the energy of each band by its own recent past"},
      {"log_offset", positive_number(c.log_offset), "added before the logarithm"},
      {"pcen", SectionField{fields(c.pcen)}, "per-channel energy normalisation, with that scale"},
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
      {"type", choice(c.type, optimizer_name), "how gradients become updates"},
      {"learning_rate", positive_number(c.learning_rate), "step size, before the schedule"},
      {"beta1", share_below_1(c.beta1), "adam, adamw: decay of the mean gradient"},
      {"beta2", share_below_1(c.beta2), "adam, adamw: decay of the mean square"},
      {"epsilon", positive_number(c.epsilon), "adam, adamw: keeps the division finite"},
      {"epsilon_form", choice(c.epsilon_form, epsilon_form_name),
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
      {"metric",
       choice(c.metric, {"loss", "accuracy", "precision", "recall", "f1", "average_precision"}),
       "of the validation part; loss should fall, the others rise"},
      {"patience", integer(c.patience, 1), "stops after this long without a better one", "epochs"},
      {"min_delta", number_from_0(c.min_delta), "less of a change is not better"},
  };
}

Fields fields(DecisionConfig& c) {
  return {
      {"aim", choice(c.aim, {"fixed", "best_f1", "precision"}),
       "how the model's threshold is chosen after training, on the validation part: fixed takes "
       "train.threshold, best_f1 the highest F1, precision the highest recall at that precision; "
       "with data.multi_label each class gets its own"},
      {"precision", inner_share(c.precision), "the least precision of that aim"},
      {"calibrate", BoolField{&c.calibrate},
       "the model's scores are divided by a temperature, fitted on the validation part, so that "
       "they are honest probabilities"},
  };
}

Fields fields(LossConfig& c) {
  return {
      {"focal_gamma", NumberField{&c.focal_gamma, 0, 10},
       "each class's term is multiplied by (1 - probability of that class) ^ focal_gamma, so that "
       "what is known already counts less; 0: plain cross-entropy"},
      {"label_smoothing", share_below_1(c.label_smoothing),
       "share of a label that is spread evenly over all classes; with data.multi_label each "
       "class's "
       "own yes or no is"},
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
       "stops when training no longer makes it better; absent or null: never"},
      {"class_weights", choice(c.class_weights, {"none", "balanced"}),
       "balanced: each class counts the same in the loss, however many clips it has; with "
       "data.multi_label the clips with a class and those without it do"},
      {"sampling", choice(c.sampling, {"shuffled", "balanced"}),
       "shuffled: every clip once an epoch; balanced: as many clips an epoch, the same number of "
       "each class, where a clip comes again only when all of its class have been; with "
       "data.multi_label a clip is drawn for each of its classes, and those of none are a class"},
      {"loss", SectionField{fields(c.loss)},
       "what training makes small; tests measure plain "
       "cross-entropy"},
      {"augment", optional<AugmentConfig>(c.augment, augment_fields),
       "changes training clips at random, anew in every epoch; absent or null: none"},
      {"seed", seed_value(c.seed),
       "of the first weights, the order of the clips, dropout and augmentation"},
      {"cache", choice(c.cache, {"auto", "none", "waves", "features"}),
       "what stays on the device after the first epoch; auto: as much as fits"},
      {"fused_update", BoolField{&c.fused_update},
       "dense layers update their weights while computing the gradient, which is never stored"},
      {"precision", choice(c.precision, precision_name),
       "of the operands of convolutions and dense products on a GPU; sums, weights and optimizer "
       "state are always float32. auto: tf32 where the GPU has it. A CPU computes in fp32"},
      {"deterministic", BoolField{&c.deterministic},
       "false: GPU libraries may take algorithms whose last bits differ from run to run"},
      {"clip_norm", OptionalNumberField{&c.clip_norm},
       "largest Euclidean norm of a step's gradient, over all parameters together; a larger one is "
       "scaled down to it; null: none"},
      {"threshold", share(c.threshold),
       "a score above it counts as the positive class, with data.multi_label as any class"},
      {"average_decay", share_below_1(c.average_decay),
       "the model gets the average of the weights over the last steps, each step counting this "
       "much "
       "as much as the next; 0: the last step's own"},
      {"decision", SectionField{fields(c.decision)}, "the model's own threshold and probabilities"},
      {"checkpoints", SectionField{fields(c.checkpoints)}, "saved states to resume from"},
  };
}

Fields fields(PeaksConfig& c) {
  return {
      {"low_threshold", share(c.low_threshold),
       "a call reaches as far as the score stays above this; at most scan.threshold"},
      {"smoothing_s", number_from_0(c.smoothing_s), "length of a moving mean over the scores", "s"},
      {"valley", positive_number(c.valley), "how far the score must fall between two calls",
       "logits"},
      {"min_distance_s", number_from_0(c.min_distance_s),
       "of two peaks nearer than this, with the score above low_threshold between them, the lower "
       "one "
       "is no call",
       "s"},
      {"merge_gap_s", number_from_0(c.merge_gap_s),
       "the score may be below low_threshold for so long within a call", "s"},
      {"min_duration_s", number_from_0(c.min_duration_s), "a shorter call is none", "s"},
      {"max_duration_s", positive_number(c.max_duration_s),
       "a call reaches at most half of this from its peak", "s"},
      {"margin_s", number_from_0(c.margin_s),
       "a call begins this long before its score rises, and ends as long after it falls", "s"},
  };
}

Fields fields(CountingConfig& c) {
  return {
      {"method", choice(c.method, {"runs", "peaks"}),
       "runs: consecutive windows above the threshold are one call, as in the notebook; peaks: "
       "every peak of the score over time is one"},
      {"peaks", SectionField{fields(c.peaks)}, "what a peak is"},
  };
}

Fields fields(TuneConfig& c) {
  return {
      {"recordings", integer(c.recordings, 1, 10000),
       "that are made from clips of the validation part over negatives, dense ones and sparse "
       "ones"},
      {"recording_s", NumberField{&c.recording_s, 10, std::numeric_limits<double>::infinity()},
       "length of each", "s"},
      {"seed", seed_value(c.seed), "of what is put where"},
  };
}

Fields fields(ScanConfig& c) {
  return {
      {"recordings", TextField{&c.recordings},
       "folder or file, under data.root or absolute; empty: none"},
      {"step_s", positive_number(c.step_s), "from one window to the next", "s"},
      {"threshold", share(c.threshold), "a window with a higher score is a hit"},
      {"class_thresholds", BoolField{&c.class_thresholds},
       "with data.multi_label: each class's own threshold, which train.decision chose, instead of "
       "that one for all"},
      {"counting", SectionField{fields(c.counting)}, "how scores become calls"},
      {"tune", optional<TuneConfig>(c.tune, fields),
       "chooses threshold and counting.peaks after training, on recordings made from training "
       "clips; what was chosen is stored in the model. Absent or null: they stay as they are"},
      {"mono", MonoField{&c.mono}, "how recordings become mono"},
      {"outputs", TextListField{&c.outputs, scan_output_names()},
       "what a scan leaves: results.csv, detections.csv, Raven selection tables, Audacity label "
       "tracks, detections.json"},
  };
}

Fields fields(OutputConfig& c) {
  return {
      {"dir", TextField{&c.dir, 1}, "folder of the run folders"},
      {"name", TextField{&c.name, 1, 200, true}, "of the run folder: a single path component"},
  };
}

}  // namespace

std::vector<std::string> scan_output_names() {
  return {"results", "detections", "raven", "audacity", "json"};
}

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

Fields mono_fields(MonoMode& c) {
  return {{"channel", integer(c.channel, 0, 1023), "this one alone, counted from 0", "", true}};
}

Fields layer_fields(LayerConfig& c) {
  constexpr std::int64_t side = 4096;
  const ChoiceField activation = choice(c.activation, activation_name);
  Fields list = {{"type", choice(c.kind, layer_words()), "kind of the layer", "", true}};
  const auto add = [&list](Field field) { list.push_back(std::move(field)); };
  switch (c.kind) {
    case LayerKind::conv2d:
      add({"filters", integer(c.filters, 1, 65536), "channels of the output", "", true});
      add({"kernel", IntegerListField{&c.kernel, 2, 1, side}, "height (time) and width"});
      add({"strides", IntegerListField{&c.strides, 2, 1, side}, "height (time) and width"});
      add({"padding", choice(c.padding, padding_name),
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
