#!/usr/bin/env python3
"""Writes evaluation.json: the results of scikit-learn and SciPy for small sets of scored clips.

    .venv/oracle/bin/python tests/golden/make_evaluation.py

Needs numpy, scipy and scikit-learn; Canopy and its tests do not need them.
"""
import json
import pathlib

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import (average_precision_score, log_loss, multilabel_confusion_matrix,
                             precision_recall_curve, precision_recall_fscore_support,
                             roc_auc_score, roc_curve)


def smoothed(labels, classes):
    """Platt's targets: (n + 1) / (n + classes) for the true class, the rest shared."""
    counts = np.bincount(labels, minlength=classes)
    targets = np.zeros((len(labels), classes))
    for i, label in enumerate(labels):
        true = (counts[label] + 1) / (counts[label] + classes)
        targets[i] = (1 - true) / (classes - 1)
        targets[i, label] = true
    return targets


def temperature(logits, labels):
    """logits: [clips, classes]. Searches over ln T, whereas Canopy solves for 1 / T."""
    targets = smoothed(labels, logits.shape[1])

    def loss(log_t):
        return -np.mean(np.sum(targets * log_softmax(logits / np.exp(log_t), axis=1), axis=1))

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded",
                            options={"xatol": 1e-10})
    return float(np.exp(found.x))


def binary(name, logits, labels):
    logits = np.asarray(logits, np.float32).astype(np.float64)
    labels = np.asarray(labels)
    p = 1 / (1 + np.exp(-logits))
    precision, recall, thresholds = precision_recall_curve(labels, p)
    fpr, tpr, _ = roc_curve(labels, p, drop_intermediate=False)
    share, mean = calibration_curve(labels, p, n_bins=10, strategy="uniform")
    two = np.stack([np.zeros_like(logits), logits], axis=1)
    return {
        "name": name, "logits": logits.tolist(), "labels": labels.tolist(),
        "average_precision": average_precision_score(labels, p),
        "roc_auc": roc_auc_score(labels, p),
        "log_loss": log_loss(labels, p),
        "temperature": temperature(two, labels),
        # highest threshold first, as in Canopy
        "thresholds": thresholds[::-1].tolist(),
        "precision": precision[:-1][::-1].tolist(), "recall": recall[:-1][::-1].tolist(),
        "false_positive_rate": fpr[1:].tolist(), "true_positive_rate": tpr[1:].tolist(),
        "calibration_share": share.tolist(), "calibration_mean": mean.tolist(),
    }


def categorical(name, logits, labels):
    logits = np.asarray(logits, np.float32).astype(np.float64)
    labels = np.asarray(labels)
    p = softmax(logits, axis=1)
    classes = logits.shape[1]
    return {
        "name": name, "classes": classes,
        "logits": logits.ravel().tolist(), "labels": labels.tolist(),
        "average_precisions": [average_precision_score(labels == c, p[:, c])
                               for c in range(classes)],
        "roc_auc": roc_auc_score(labels, p, multi_class="ovr", average="macro"),
        "log_loss": log_loss(labels, p, labels=list(range(classes))),
        "temperature": temperature(logits, labels),
    }


def multi_label(name, logits, sets, thresholds):
    """sets: [clips, classes] of 0 and 1; each class is an independent decision."""
    logits = np.asarray(logits, np.float32).astype(np.float64)
    p = 1 / (1 + np.exp(-logits))
    predicted = (p > np.asarray(thresholds)).astype(int)
    micro = precision_recall_fscore_support(sets, predicted, average="micro", zero_division=0)
    macro = precision_recall_fscore_support(sets, predicted, average="macro", zero_division=0)
    pairs = np.stack([np.zeros(logits.size), logits.ravel()], axis=1)
    return {
        "name": name, "classes": logits.shape[1], "thresholds": list(thresholds),
        "logits": logits.ravel().tolist(), "sets": sets.tolist(),
        "average_precision": average_precision_score(sets, p, average="macro"),
        "roc_auc": roc_auc_score(sets, p, average="macro"),
        "log_loss": np.mean([log_loss(sets[:, c], p[:, c]) for c in range(sets.shape[1])]),
        "confusion": multilabel_confusion_matrix(sets, predicted).ravel().tolist(),
        "micro": [float(x) for x in micro[:3]], "macro": [float(x) for x in macro[:3]],
        "temperature": temperature(pairs, sets.ravel()),
    }


def main():
    rng = np.random.default_rng(11)
    labels = (rng.random(120) < 0.3).astype(int)
    noisy = rng.normal(0, 1.5, 120) + np.where(labels == 1, 1.2, -1.2)
    three = rng.integers(0, 3, 80)
    logits = rng.normal(0, 1.5, (80, 3))
    logits[np.arange(80), three] += 1.5
    sets = (rng.random((90, 4)) < [0.5, 0.3, 0.2, 0.1]).astype(int)
    each = rng.normal(0, 1.5, (90, 4)) + np.where(sets == 1, 1, -1)
    cases = {
        "binary": [
            binary("noisy", noisy, labels),
            binary("overconfident", 4 * noisy, labels),
            binary("timid", noisy / 5, labels),
            binary("ties", np.round(noisy), labels),
            binary("one value", np.full(10, 0.25), [0, 1, 0, 0, 1, 0, 0, 0, 0, 1]),
            binary("apart", [-9, -7.5, -8, -3, 4, 6, 5.5, 10], [0, 0, 0, 0, 1, 1, 1, 1]),
            binary("reversed", [-9, -7.5, 4, 6], [1, 1, 0, 0]),
        ],
        "categorical": [
            categorical("three", logits, three),
            categorical("three, sharp", 3 * logits, three),
        ],
        "multi_label": [
            multi_label("four, one threshold", each, sets, [0.5] * 4),
            multi_label("four, sharp, each its threshold", 3 * each, sets, [0.5, 0.9, 0.1, 0.3]),
        ],
    }
    path = pathlib.Path(__file__).with_name("evaluation.json")
    kinds = [f'"{kind}": [\n' + ",\n".join(json.dumps(case) for case in of_kind) + "\n]"
             for kind, of_kind in cases.items()]
    path.write_text("{" + ",\n".join(kinds) + "}\n")


main()
