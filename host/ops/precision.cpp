#include "ops/backend.h"

namespace canopy {

const char* precision_name(Precision precision) {
  switch (precision) {
    case Precision::fp32:
      return "fp32";
    case Precision::tf32:
      return "tf32";
    case Precision::bf16:
      return "bf16";
    case Precision::automatic:
      break;
  }
  return "auto";
}

}  // namespace canopy
