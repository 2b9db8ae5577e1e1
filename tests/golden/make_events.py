#!/usr/bin/env python3
"""make_events.py FOLDER [--seed N]: random true and found events with overlaps, ties and recordings
without events, and their scores by the sed_eval package (needs sed_eval).

Writes events_truth.csv, events_found.csv and events_scores.json; tests/evaluate compares Canopy's
event scores with them. Matches by onset are sed_eval's event-based metrics without the offset;
matches by overlap are its maximum bipartite matching over pairs with sufficient overlap."""
import argparse
import csv
import json
import pathlib
import random

import sed_eval
from sed_eval.util.event_matching import bipartite_match

COLLAR, IOU = 0.5, 0.3


def true_events(rng, n):
    """Events on a grid of 0.1 s, so that some onsets differ by exactly the collar."""
    events = []
    for _ in range(n):
        start = rng.randrange(0, 300) / 10
        events.append((start, round(start + rng.randrange(1, 40) / 10, 1), rng.choice("ab")))
    return events


def found_events(rng, truth):
    events = []
    for start, end, label in truth:
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            start_s = max(0, round(start + rng.randrange(-8, 9) / 10, 1))
            end_s = round(max(start_s, end + rng.randrange(-15, 16) / 10), 1)
            events.append((start_s, end_s, label if rng.random() < 0.9 else "c"))
    events += true_events(rng, rng.randrange(0, 4))
    rng.shuffle(events)
    return events


def overlap(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    both = max(a[1], b[1]) - min(a[0], b[0])
    return 1 if both <= 0 else max(0, shared / both)


def by_overlap(truth, found):
    graph = {}
    for i, f in enumerate(found):
        for j, t in enumerate(truth):
            if f[2] == t[2] and overlap(f, t) >= IOU:
                graph.setdefault(i, []).append(j)
    return len(bipartite_match(graph))


def as_sed_eval(events):
    return [{"event_onset": s, "event_offset": e, "event_label": label, "file": "x"}
            for s, e, label in events]


def by_onset(truth, found):
    metrics = sed_eval.sound_event.EventBasedMetrics(
        event_label_list=["a", "b", "c"], t_collar=COLLAR, evaluate_onset=True,
        evaluate_offset=False, event_matching_type="optimal")
    metrics.evaluate(as_sed_eval(truth), as_sed_eval(found))
    return int(metrics.overall["Ntp"]), metrics


def write(path, events):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["recording", "start_s", "end_s", "label"])
        for name, list_ in events:
            for event in list_:
                rows.writerow([name, *event])
            if not list_:
                rows.writerow([name, "", "", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)

    truth, found, recordings = [], [], []
    overall = sed_eval.sound_event.EventBasedMetrics(
        event_label_list=["a", "b", "c"], t_collar=COLLAR, evaluate_onset=True,
        evaluate_offset=False, event_matching_type="optimal")
    for k in range(40):
        name = f"recording_{k:02}.wav"
        t = true_events(rng, rng.choice([0, 1, 3, 8, 20]))
        f = found_events(rng, t) if k % 7 else []
        truth.append((name, t))
        found.append((name, f))
        overall.evaluate(as_sed_eval(t), as_sed_eval(f))
        recordings.append({"recording": name, "true": len(t), "found": len(f),
                           "matched_overlap": by_overlap(t, f),
                           "matched_onset": by_onset(t, f)[0]})
    write(options.folder / "events_truth.csv", truth)
    write(options.folder / "events_found.csv", found)
    onset = overall.results_overall_metrics()["f_measure"]
    errors = [r["found"] - r["true"] for r in recordings]
    scores = {
        "collar_s": COLLAR, "iou": IOU,
        "onset": {k: onset[v] for k, v in
                  (("precision", "precision"), ("recall", "recall"), ("f1", "f_measure"))},
        "count": {"mean_absolute_error": sum(map(abs, errors)) / len(errors),
                  "exact_share": errors.count(0) / len(errors),
                  "bias": sum(errors) / len(errors)},
        "per_recording": recordings}
    (options.folder / "events_scores.json").write_text(json.dumps(scores, indent=1) + "\n")


if __name__ == "__main__":
    main()
