// What a config chooses and an op carries out: one enum for both, and its names as a config spells
// them. (What only the config knows is in config/config.h, what only an op knows beside the op.)
#pragma once

namespace canopy {

enum class Activation { linear, relu, sigmoid, tanh };

/// valid: only whole windows. same: zeros around, so that stride 1 keeps the size; an odd
/// surplus goes to the bottom and right (TensorFlow's rule).
enum class Padding { valid, same };

enum class OptimizerKind { sgd, adam, adamw };

/// Where Adam's epsilon is added. keras: to the uncorrected root, as in the paper's "epsilon hat"
/// and in TensorFlow; pytorch: to the bias-corrected root.
enum class EpsilonForm { keras, pytorch };

/// What the operands of convolutions and large dense products are rounded to, at most; sums and
/// everything stored are float32. tf32 and bf16 have 10 and 7 bits after the point. automatic: tf32
/// where a GPU has it, else fp32. A CPU always computes in fp32.
enum class Precision { automatic, fp32, tf32, bf16 };

enum class MelFormula { htk, slaney };  // htk: 2595 log10(1 + f / 700)

enum class MonoKind { first, mean, channel };

/// How the channels of a sound become one.
struct MonoMode {
  MonoKind kind = MonoKind::first;
  int channel = 0;  // of kind channel: counted from 0; a clip with fewer channels is an Error(data)
                    // where it is read
};

// The one list of names of each enum. Null past its last value, which is how base/names.h finds the
// end; a value without a name is a compiler warning.
const char* activation_name(Activation);
const char* padding_name(Padding);
const char* optimizer_name(OptimizerKind);
const char* epsilon_form_name(EpsilonForm);
const char* precision_name(Precision);  // automatic: "auto"
const char* mel_formula_name(MelFormula);
const char* mono_name(MonoKind);

}  // namespace canopy
