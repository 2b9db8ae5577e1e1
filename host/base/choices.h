// Choices that a config names and an op carries out: one enum for both, and the names that configs
// use. (Choices of the config alone are in config/, choices of one op in that op's header.)
#pragma once

namespace canopy {

enum class Activation { linear, relu, sigmoid, tanh };

/// valid: only whole windows. same: zero padding, so that stride 1 keeps the size; if the
/// total is odd, the extra zero goes to the bottom and right (TensorFlow's rule).
enum class Padding { valid, same };

enum class OptimizerKind { sgd, adam, adamw };

/// Where Adam's epsilon is added. keras: to the uncorrected root, as in the paper's "epsilon hat"
/// and in TensorFlow; pytorch: to the bias-corrected root.
enum class EpsilonForm { keras, pytorch };

/// The lowest precision to which operands of convolutions and large dense products may be rounded;
/// sums and everything stored are float32. tf32 and bf16 have 10 and 7 bits of mantissa. automatic:
/// tf32 where a GPU supports it, else fp32. A CPU always computes in fp32.
enum class Precision { automatic, fp32, tf32, bf16 };

enum class MelFormula { htk, slaney };  // htk: 2595 log10(1 + f / 700)

enum class MonoKind { first, mean, channel };

/// How a sound is reduced to one channel.
struct MonoMode {
  MonoKind kind = MonoKind::first;
  int channel = 0;  // for MonoKind::channel, from 0; reading a clip without it throws Error(data)
};

// The names of each enum's values. They return null after the last value, which is how base/names.h
// finds the end; a value without a name is a compiler warning.
const char* activation_name(Activation);
const char* padding_name(Padding);
const char* optimizer_name(OptimizerKind);
const char* epsilon_form_name(EpsilonForm);
const char* precision_name(Precision);  // automatic: "auto"
const char* mel_formula_name(MelFormula);
const char* mono_name(MonoKind);

}  // namespace canopy
