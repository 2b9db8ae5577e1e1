#include "base/choices.h"

namespace canopy {

const char* activation_name(Activation activation) {
  switch (activation) {
    case Activation::linear:
      return "linear";
    case Activation::relu:
      return "relu";
    case Activation::sigmoid:
      return "sigmoid";
    case Activation::tanh:
      return "tanh";
  }
  return nullptr;
}

const char* padding_name(Padding padding) {
  switch (padding) {
    case Padding::valid:
      return "valid";
    case Padding::same:
      return "same";
  }
  return nullptr;
}

const char* optimizer_name(OptimizerKind kind) {
  switch (kind) {
    case OptimizerKind::sgd:
      return "sgd";
    case OptimizerKind::adam:
      return "adam";
    case OptimizerKind::adamw:
      return "adamw";
  }
  return nullptr;
}

const char* epsilon_form_name(EpsilonForm form) {
  switch (form) {
    case EpsilonForm::keras:
      return "keras";
    case EpsilonForm::pytorch:
      return "pytorch";
  }
  return nullptr;
}

const char* precision_name(Precision precision) {
  switch (precision) {
    case Precision::automatic:
      return "auto";
    case Precision::fp32:
      return "fp32";
    case Precision::tf32:
      return "tf32";
    case Precision::bf16:
      return "bf16";
  }
  return nullptr;
}

const char* mel_formula_name(MelFormula formula) {
  switch (formula) {
    case MelFormula::htk:
      return "htk";
    case MelFormula::slaney:
      return "slaney";
  }
  return nullptr;
}

const char* mono_name(MonoKind kind) {
  switch (kind) {
    case MonoKind::first:
      return "first";
    case MonoKind::mean:
      return "mean";
    case MonoKind::channel:
      return "channel";
  }
  return nullptr;
}

}  // namespace canopy
