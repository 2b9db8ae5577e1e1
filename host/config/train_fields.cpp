// The keys of the section train, without train.augment.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

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

}  // namespace

Fields train_fields(TrainConfig& c) {
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

}  // namespace canopy
