// The output functions with their losses, one item at a time, for both backends (ops/loss.h).
// Everything is computed from the logits through exponentials of negative numbers, so that nothing
// overflows and a gradient near 0 keeps its precision.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"
#include "ops/loss.h"
#include "ops/math/activation.h"

namespace canopy::math {

/// An item's target and its weight.
struct LossTarget {
  std::int32_t label, partner;
  float share;  // of the label; 1: the partner is ignored
  float weight;
  bool known;  // both labels are valid; otherwise loss and gradient are NaN
};

CANOPY_HD LossTarget unweighted_target(const LossParams& p, const LossTensors& t,
                                       std::int64_t item) {
  LossTarget target{t.labels[item], t.labels[item], 1.0f, 1.0f, true};
  if (t.shares && t.shares[item] != 1.0f) {
    target.partner = t.partners[item];
    target.share = t.shares[item];
  }
  target.known = label_exists(p.task, target.label, p.classes) &&
                 label_exists(p.task, target.partner, p.classes);
  return target;
}

CANOPY_HD LossTarget loss_target(const LossParams& p, const LossTensors& t, std::int64_t item) {
  LossTarget target = unweighted_target(p, t, item);
  if (t.class_weights && target.known) {
    target.weight = t.class_weights[target.label];
    if (target.share != 1.0f)
      target.weight =
          target.share * target.weight + (1.0f - target.share) * t.class_weights[target.partner];
  }
  return target;
}

/// Class c's share of the target.
CANOPY_HD float target_share(const LossTarget& t, int c, int classes, float smoothing) {
  float own = c == t.label ? t.share : 0.0f;
  if (t.share != 1.0f && c == t.partner) own += 1.0f - t.share;
  if (smoothing > 0) own = (1.0f - smoothing) * own + smoothing / static_cast<float>(classes);
  return own;
}

/// A class's term of the loss, and minus its derivative with respect to log p. `surprise` is
/// -log p, `others` is 1 - p.
struct LossTerm {
  float loss, pull;
};

CANOPY_HD LossTerm loss_term(float surprise, float p, float others, float gamma) {
  if (!(gamma > 0)) return {surprise, 1.0f};
  if (others <= 0) return {0.0f, 0.0f};
  const float factor = powf(others, gamma);
  return {factor * surprise, factor * (1.0f + gamma * p * surprise / others)};
}

struct LossValue {
  float loss;
  float gradient;  // of the loss with respect to the logit
};

/// Sigmoid with binary cross-entropy.
CANOPY_HD LossValue binary_loss(float logit, const LossTarget& target, float gamma,
                                float smoothing) {
  if (!target.known) return {NAN, NAN};
  LossValue sum{0, 0};
  for (int c = 0; c < 2; ++c) {
    const float share = target_share(target, c, 2, smoothing);
    if (share == 0) continue;
    const float wrong = c == 1 ? -logit : logit;  // how far on the wrong side
    const float surprise = (wrong > 0 ? wrong : 0.0f) + log1pf(expf(-fabsf(wrong)));
    const float others = sigmoid(wrong);
    const LossTerm term = loss_term(surprise, sigmoid(-wrong), others, gamma);
    const float slope = term.pull * others;
    sum.loss += share * term.loss;
    sum.gradient += share * (c == 1 ? -slope : slope);
  }
  return sum;
}

/// Class c's part of a multi-label target: a binary target.
CANOPY_HD LossTarget label_target(const LossParams& p, const LossTensors& t, int c,
                                  std::int64_t item) {
  LossTarget target = unweighted_target(p, t, item);
  target.label = label_has(p.task, target.label, c) ? 1 : 0;
  target.partner = label_has(p.task, target.partner, c) ? 1 : 0;
  if (!t.class_weights) return target;
  const float* weights = t.class_weights + 2 * static_cast<std::int64_t>(c);
  target.weight = target.share * weights[target.label];
  if (target.share != 1.0f) target.weight += (1.0f - target.share) * weights[target.partner];
  return target;
}

/// A sigmoid for each class of an item. `Lanes` says how the classes are divided among threads:
/// this thread works on lanes.first, first + step, ...; lanes.sum(x) and lanes.top(x) reduce over
/// all threads, and each thread gets the same bits.
template <class Lanes>
CANOPY_HD void multi_label_item(const LossParams& p, const LossTensors& t, std::int64_t item,
                                float over_items, const Lanes& lanes) {
  const auto over_classes = static_cast<float>(p.classes);
  float loss = 0;
  for (int c = lanes.first; c < p.classes; c += lanes.step) {
    const std::int64_t at = item * p.classes + c;
    t.probabilities[at] = sigmoid(t.logits[at]);
    if (!t.labels) continue;
    const LossTarget target = label_target(p, t, c, item);
    const LossValue value = binary_loss(t.logits[at], target, p.focal_gamma, p.label_smoothing);
    loss += target.weight * value.loss;
    if (t.dlogits) t.dlogits[at] = target.weight * value.gradient / over_classes / over_items;
  }
  if (!t.labels || !t.loss) return;
  loss = lanes.sum(loss);
  if (lanes.first == 0) t.loss[item] = loss / over_classes;
}

struct Top {
  float value;
  int place;
};

/// Softmax of an item's logits with its loss and gradient.
template <class Lanes>
CANOPY_HD void categorical_item(const LossParams& p, const LossTensors& t, std::int64_t item,
                                float over_items, const Lanes& lanes) {
  const int classes = p.classes;
  const float* logits = t.logits + item * classes;
  float* probabilities = t.probabilities + item * classes;
  Top top{-INFINITY, classes};  // the first of equal maxima
  for (int c = lanes.first; c < classes; c += lanes.step)
    if (top.place == classes || logits[c] > top.value) top = {logits[c], c};
  top = lanes.top(top);
  float total = 0, others = 0;  // exponentials of all classes, and of all but the top one (1)
  for (int c = lanes.first; c < classes; c += lanes.step) {
    const float e = expf(logits[c] - top.value);
    total += e;
    if (c != top.place) others += e;
  }
  total = lanes.sum(total);
  others = lanes.sum(others);
  for (int c = lanes.first; c < classes; c += lanes.step)
    probabilities[c] = expf(logits[c] - top.value) / total;
  if (!t.labels) return;

  const LossTarget target = loss_target(p, t, item);
  // 1 - p of the label and of the partner, without cancellation near p = 1
  float not_label = 0, not_partner = 0;
  for (int c = lanes.first; c < classes; c += lanes.step) {
    if (c != target.label) not_label += probabilities[c];  // this thread wrote them
    if (c != target.partner) not_partner += probabilities[c];
  }
  not_label = lanes.sum(not_label);
  not_partner = lanes.sum(not_partner);
  const auto remaining = [&](int c) {
    return c == target.label     ? not_label
           : c == target.partner ? not_partner
                                 : 1.0f - probabilities[c];
  };
  const auto term = [&](int c) {
    return loss_term(log1pf(others) + (top.value - logits[c]), probabilities[c], remaining(c),
                     p.focal_gamma);
  };
  float loss = 0, pull = 0;
  for (int c = lanes.first; c < classes; c += lanes.step) {
    const float share = target_share(target, c, classes, p.label_smoothing);
    if (share == 0) continue;
    const LossTerm own = term(c);
    loss += share * own.loss;
    pull += share * own.pull;
  }
  loss = lanes.sum(loss);
  pull = lanes.sum(pull);
  if (t.loss && lanes.first == 0) t.loss[item] = target.known ? target.weight * loss : NAN;
  if (!t.dlogits) return;
  for (int c = lanes.first; c < classes; c += lanes.step) {
    const float share = target_share(target, c, classes, p.label_smoothing);
    const float own = share == 0 ? 0.0f : share * term(c).pull;
    const float gradient = probabilities[c] * (pull - own) - (own == 0 ? 0.0f : own * remaining(c));
    t.dlogits[item * classes + c] = target.known ? target.weight * gradient / over_items : NAN;
  }
}

}  // namespace canopy::math
