// The optimizers that the tests cover.
#pragma once

#include <string>
#include <vector>

#include "ops/optimizer.h"

namespace canopy::test {

inline std::vector<OptimizerParams> optimizer_rules() {
  OptimizerParams keras;
  OptimizerParams pytorch;
  pytorch.epsilon_form = EpsilonForm::pytorch;
  pytorch.epsilon = 1e-2f;  // large, so that its position in the formula matters
  OptimizerParams adamw = pytorch;
  adamw.kind = OptimizerKind::adamw;
  adamw.weight_decay = 0.1f;
  OptimizerParams sgd;
  sgd.kind = OptimizerKind::sgd;
  OptimizerParams momentum = sgd;
  momentum.momentum = 0.9f;
  momentum.weight_decay = 0.1f;
  OptimizerParams nesterov = momentum;
  nesterov.nesterov = true;
  return {keras, pytorch, adamw, sgd, momentum, nesterov};
}

inline std::string rule_name(const OptimizerParams& rule) {
  const char* kinds[] = {"sgd", "adam", "adamw"};
  std::string name = kinds[static_cast<int>(rule.kind)];
  if (rule.kind == OptimizerKind::sgd)
    return name + (rule.nesterov ? " nesterov" : rule.momentum > 0 ? " momentum" : "");
  return name + (rule.epsilon_form == EpsilonForm::pytorch ? " pytorch" : " keras");
}

}  // namespace canopy::test
