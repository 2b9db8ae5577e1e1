// The keys of the section train, without train.augment.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(OptimizerConfig& c) {
  return {
      {"type", choice(c.type, optimizer_name), "Optimization algorithm."},
      {"learning_rate", positive_number(c.learning_rate),
       "Peak learning rate, which the schedule scales."},
      {"beta1", share_below_1(c.beta1),
       "Decay rate of the first moment; used only with adam and adamw."},
      {"beta2", share_below_1(c.beta2),
       "Decay rate of the second moment; used only with adam and adamw."},
      {"epsilon", positive_number(c.epsilon),
       "Added to the root of the second moment to avoid division by zero; used only with adam and "
       "adamw."},
      {"epsilon_form", choice(c.epsilon_form, epsilon_form_name),
       "Where epsilon is added. keras: to the root of the uncorrected second moment, as in "
       "TensorFlow. pytorch: to the root of the bias-corrected one. Used only with adam and "
       "adamw."},
      {"momentum", share_below_1(c.momentum), "Momentum; used only with sgd."},
      {"nesterov", BoolField{&c.nesterov}, "Uses Nesterov momentum; used only with sgd."},
      {"weight_decay", number_from_0(c.weight_decay),
       "Weight decay. sgd: L2 penalty added to the gradient. adamw: decoupled. adam: ignored."},
  };
}

Fields fields(ScheduleConfig& c) {
  return {
      {"type", choice(c.type, {"constant", "cosine"}),
       "Learning rate after the warm-up. constant: it stays at its peak. cosine: it decays along a "
       "half cosine until the end of training."},
      {"warmup_epochs", number_from_0(c.warmup_epochs),
       "Length of the warm-up, in which the learning rate rises linearly from 0. 0: no warm-up.",
       "epochs"},
      {"final_share", share(c.final_share),
       "Learning rate at the end of training, as a fraction of the peak; used only with cosine."},
  };
}

Fields fields(EarlyStoppingConfig& c) {
  return {
      {"metric",
       choice(c.metric, {"loss", "accuracy", "precision", "recall", "f1", "average_precision"}),
       "Metric of the validation part to watch. loss must decrease to improve, the others must "
       "increase."},
      {"patience", integer(c.patience, 1),
       "Training stops after this many epochs without an improvement.", "epochs"},
      {"min_delta", number_from_0(c.min_delta),
       "Minimum change of the metric; smaller changes do not count as an improvement."},
  };
}

Fields fields(DecisionConfig& c) {
  return {
      {"aim", choice(c.aim, {"fixed", "best_f1", "precision"}),
       "How the model's threshold is chosen on the validation part after training. fixed: it is "
       "train.threshold. best_f1: the highest F1. precision: the highest recall with at least the "
       "given precision. With data.multi_label each class has its own threshold."},
      {"precision", inner_share(c.precision), "Minimum precision; used only with aim precision."},
      {"calibrate", BoolField{&c.calibrate},
       "Calibrates the probabilities by temperature scaling: the logits are divided by a "
       "temperature that is fitted on the validation part."},
  };
}

Fields fields(LossConfig& c) {
  return {
      {"focal_gamma", NumberField{&c.focal_gamma, 0, 10},
       "Exponent of the focal loss, which multiplies the loss of each class by (1 - probability) ^ "
       "focal_gamma, so that easy clips count less. 0: plain cross-entropy."},
      {"label_smoothing", share_below_1(c.label_smoothing),
       "Fraction of the target that is spread evenly over all classes; with data.multi_label, over "
       "the presence and absence of each class. 0: no smoothing."},
  };
}

Fields fields(CheckpointConfig& c) {
  return {
      {"every", integer(c.every, 0), "Interval between checkpoints. 0: no checkpoints.", "epochs"},
      {"keep", integer(c.keep, 1), "Number of checkpoints to keep; older ones are deleted."},
  };
}

}  // namespace

Fields train_fields(TrainConfig& c) {
  return {
      {"epochs", integer(c.epochs, 1), "Number of passes over the training clips.", "epochs"},
      {"batch_size", integer(c.batch_size, 1, 1 << 20), "Batch size.", "clips"},
      {"optimizer", SectionField{fields(c.optimizer)}, "Optimizer."},
      {"schedule", SectionField{fields(c.schedule)}, "Learning rate schedule."},
      {"early_stopping", optional<EarlyStoppingConfig>(c.early_stopping, fields),
       "Stops training when a metric of the validation part no longer improves. Absent or null: "
       "training runs for all epochs."},
      {"class_weights", choice(c.class_weights, {"none", "balanced"}),
       "Class weights in the loss. none: all clips count the same. balanced: all classes count the "
       "same, whatever their number of clips; with data.multi_label, for each class the clips with "
       "it and those without it count the same."},
      {"sampling", choice(c.sampling, {"shuffled", "balanced"}),
       "How the clips of an epoch are drawn. shuffled: each clip once. balanced: the same number "
       "of clips in total, but equally many of each class; no clip of a class is repeated before "
       "all others of that class were used. With data.multi_label a clip is drawn for each of its "
       "classes, and clips without classes form one more class."},
      {"loss", SectionField{fields(c.loss)},
       "Loss that training minimises. Validation and test always report plain cross-entropy."},
      {"augment", optional<AugmentConfig>(c.augment, augment_fields),
       "Augmentation: random changes to the training clips, drawn anew in each epoch. Absent or "
       "null: no augmentation."},
      {"seed", seed_value(c.seed),
       "Seed for the initial weights, the order of the clips, dropout and augmentation."},
      {"cache", choice(c.cache, {"auto", "none", "waves", "features"}),
       "What is kept in device memory after the clips are first read. auto: features if they are "
       "small and not augmented, else waves if they fit, else nothing."},
      {"fused_update", BoolField{&c.fused_update},
       "Dense layers update their weights while the gradient is computed, so that it is never "
       "stored in memory."},
      {"precision", choice(c.precision, precision_name),
       "Precision of the operands of convolutions and matrix products on a GPU; sums, weights and "
       "optimizer state are always float32. auto: tf32 if the GPU supports it, else fp32. The CPU "
       "always uses fp32."},
      {"deterministic", BoolField{&c.deterministic},
       "true: the same run gives the same result to the bit. false: GPU libraries may use "
       "algorithms whose results differ in the last bits from run to run."},
      {"clip_norm", OptionalNumberField{&c.clip_norm},
       "Maximum Euclidean norm of the gradient over all parameters; larger gradients are scaled "
       "down to it. null: no clipping."},
      {"threshold", share(c.threshold),
       "Decision threshold: a clip is positive if its score is above it. With data.multi_label it "
       "applies to each class."},
      {"average_decay", share_below_1(c.average_decay),
       "Decay per step of the moving average of the weights. The saved model holds the average. 0: "
       "no averaging."},
      {"decision", SectionField{fields(c.decision)},
       "Choice of the model's threshold and calibration of its probabilities."},
      {"checkpoints", SectionField{fields(c.checkpoints)},
       "Checkpoints, from which an interrupted run is resumed."},
  };
}

}  // namespace canopy
