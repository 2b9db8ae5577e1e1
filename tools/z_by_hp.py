#!/usr/bin/env python3
"""Measures the results that docs/results.md reports.

    tools/z_by_hp.py --data ROOT [--steps folds,forest,...]

ROOT holds the challenge's folders and forest_truth.csv (recording,start_s,end_s). Writes tables and
README.md to results/z-by-hp; runs go to results/z-by-hp/runs, which git ignores. A step whose table
exists is skipped unless --again is given.

  folds      the compact config: five folds by source, three seeds
  forest     calls counted in the recordings by runs trained without XC307385, three seeds
  reference  the notebook's network, with a split by source and with a random split
  without    the compact config with each ingredient removed in turn; also tested on calls in noise
  noise      recall and false alarms by signal-to-noise ratio, for the models of the folds, each on
             its own test sources
"""
import argparse
import json
import pathlib
import sys
import tempfile
import time

import environments

environments.enter("oracle", ["numpy", "soundfile", "soxr"])

import noise_recordings  # noqa: E402
from z_by_hp_bench import OUT, ROOT, Bench, rows_of, say  # noqa: E402
from z_by_hp_readme import write_readme  # noqa: E402

EXCLUDED = '/data/exclude_groups=["XC307385"]'
SEEDS = (1, 2, 3)
RATIOS_DB = noise_recordings.RATIOS_DB
WITHOUT = {
    "nothing": [],
    "random placement": ["/train/augment/placement=null"],
    "displaced calls": ["/train/augment/displace=null"],
    "pieces of calls": ["/train/augment/pieces=null"],
    "changes of level": ["/train/augment/gain=null"],
    "mixed backgrounds": ["/train/augment/mix=null"],
    "filled room": ["/train/augment/fill=0"],
    "masks": ["/train/augment/masks=null"],
    "any augmentation": ["/train/augment=null"],
    "energy normalisation (log)": ["/features/scale=log", "/features/log_offset=1e-3"],
    "one level": ["/features/level=none"],
    "one band (to 8 kHz)": ["/features/mel/low_hz=20", "/features/mel/high_hz=8000"],
    "balanced sampling": ["/train/sampling=shuffled"],
    "cosine schedule": ["/train/schedule/type=constant"],
    "averaged weights": ["/train/average_decay=0"],
}


def test_figures(folder):
    figures = json.loads((folder / "test" / "evaluation.json").read_text())
    return {key: round(figures[key], 4)
            for key in ("average_precision", "precision", "recall", "f1")}


def event_figures(scores):
    return {"event_f1": round(scores["overlap"]["f1"], 4),
            "recordings_exact": round(scores["count"]["exact_share"] * scores["recordings"]),
            "recordings": scores["recordings"],
            "count_error": round(scores["count"]["mean_absolute_error"], 4)}


def train_folds(bench, seed):
    """-> (folder of the folds' runs, seconds that they took)"""
    started = time.monotonic()
    bench.train(f"seed-{seed}", "capuchin-compact.json",
                [f"/data/split/seed={seed}", f"/train/seed={seed}"], ["--folds", "5"])
    folder = OUT / "runs" / f"seed-{seed}-folds"
    (folder / "measured").write_text(bench.commit)
    return folder, round(time.monotonic() - started)


def folds(bench):
    rows = []
    for seed in SEEDS:
        folder, seconds = train_folds(bench, seed)
        for row in rows_of(folder / "folds.csv"):
            rows.append({"seed": seed, **row, "seconds": seconds if row["fold"] == "all" else ""})
    bench.write_rows("folds.csv", rows)


def forest(bench):
    def one(seed, environment):
        folder = bench.train(f"forest-{seed}", "capuchin-compact.json",
                             [EXCLUDED, f"/data/split/seed={seed}", f"/train/seed={seed}"],
                             environment=environment)
        return {"seed": seed, **test_figures(folder), **event_figures(bench.forest_events(folder))}
    bench.write_rows("forest.csv", bench.side_by_side(one, SEEDS))


def reference(bench):
    rows = []
    for name, settings in (("sources apart", ["/data/split/kind=grouped"]),
                           ("one random split", ["/data/split/kind=random"])):
        folder = bench.train("reference-" + settings[0].split("=")[1], "capuchin.json",
                             [EXCLUDED, *settings])
        rows.append({"split": name, **test_figures(folder),
                     **event_figures(bench.forest_events(folder))})
    bench.write_rows("reference.csv", rows)


def without(bench):
    """Uses a larger test part than the config, so that the noise tests have more sources."""
    def one(name, environment):
        folder = bench.train("without-" + name.replace(" ", "-"), "capuchin-compact.json",
                             [EXCLUDED, "/data/split/train=0.6", *WITHOUT[name]],
                             environment=environment)
        tuned = json.loads((folder / "tune.json").read_text())
        return ({"without": name, **test_figures(folder),
                 **event_figures(bench.forest_events(folder)),
                 "synthetic_f1": round(tuned["chosen"]["f1"], 4)},
                {"without": name, **noise_columns(noise_counts(bench, folder, 1, environment))})
    rows = bench.side_by_side(one, WITHOUT)
    bench.write_rows("without.csv", [row for row, _ in rows])
    bench.write_rows("noise_without.csv", [row for _, row in rows])


def noise_counts(bench, run, seed, environment):
    """-> {signal-to-noise ratio: (true, found, matched calls, seconds)}, with test clips"""
    test = [r for r in rows_of(run / "split.csv") if r["part"] == "test"]
    calls, negatives = ([noise_recordings.wave(bench.data / r["path"]) for r in test
                         if (r["label"] == "capuchin") == positive] for positive in (True, False))
    counts = {}
    for snr_db in RATIOS_DB:
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            files = noise_recordings.write_recordings(folder, calls, negatives, snr_db, seed)
            bench.run(["scan", "--model", run, "--out", folder / "scan", *files],
                      environment=environment)
            scores = bench.events(folder / "scan" / "detections.csv", folder / "truth.csv")
            counts[snr_db] = (scores["true"], scores["found"], scores["overlap"]["matched"],
                              noise_recordings.SECONDS * len(files))
    say(f"noise: {run.name}")
    return counts


def noise_figures(true, found, matched, seconds):
    return {"recall": round(matched / true, 4),
            "false_alarms_per_hour": round((found - matched) * 3600 / seconds, 2)}


def noise_columns(counts):
    """One row: the recall at each ratio, and the false alarms at all ratios together."""
    columns = {f"recall {snr_db:+d} dB": noise_figures(*counts[snr_db])["recall"]
               for snr_db in RATIOS_DB}
    total = noise_figures(*map(sum, zip(*counts.values())))
    return {**columns, "false_alarms_per_hour": total["false_alarms_per_hour"]}


def noise(bench):
    folder = OUT / "runs" / "seed-1-folds"
    measured = folder / "measured"
    if not measured.exists() or measured.read_text() != bench.commit:
        say("noise: the models of the folds are missing or from another commit; training them")
        folder, _ = train_folds(bench, 1)

    def one(fold, environment):
        return noise_counts(bench, folder / f"fold-{fold}", fold, environment)
    of_folds = bench.side_by_side(one, range(1, 6))
    rows = []
    for snr_db in RATIOS_DB:
        sums = [sum(column) for column in zip(*(counts[snr_db] for counts in of_folds))]
        rows.append({"snr_db": snr_db, "calls": sums[0], **noise_figures(*sums),
                     "hours": round(sums[3] / 3600, 2)})
    bench.write_rows("noise.csv", rows)


STEPS = {
    "folds": ("Five folds by source, at each model's own threshold",
              "`seconds` is the total time of five trainings including tuning. In the rows for all "
              "clips, the scores are shifted so that each model's threshold is 0.5.", folds),
    "forest": ("Calls in the forest recordings, trained without XC307385",
               "The columns up to `f1` are for the run's test clips, those from `event f1` on for "
               "the recordings.", forest),
    "reference": ("The notebook's network, trained without XC307385",
                  "One seed. `one random split` mixes the sources. The notebook itself draws a new "
                  "random split in every epoch, which is even worse.", reference),
    "without": ("The compact run with one ingredient removed",
                "One seed; 60 % of the clips are used for training and 25 % for testing. Small "
                "differences are noise.", without),
    "noise": ("Calls of unseen sources over unseen negatives, by signal-to-noise ratio",
              "The clips of each fold's test part are used repeatedly, so the hours contain only "
              "minutes of distinct sound.", noise),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, metavar="ROOT",
                        help="folder with the challenge's data and forest_truth.csv")
    parser.add_argument("--trainer", type=pathlib.Path, default=ROOT / "build/cpu/bin/trainer",
                        metavar="PROGRAM", help="default: build/cpu/bin/trainer")
    parser.add_argument("--steps", default=",".join(STEPS), help="default: %(default)s")
    parser.add_argument("--again", action="store_true",
                        help="also run the steps whose tables exist")
    parser.add_argument("--jobs", type=int, default=2, metavar="N",
                        help="number of trainings to run at the same time, except for folds and "
                             "reference; default: %(default)s")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    bench = Bench(options.trainer.resolve(), options.data.resolve(), options.jobs)
    for step in options.steps.split(","):
        if step not in STEPS:
            sys.exit(f"unknown step {step}; the steps are {', '.join(STEPS)}")
        if not options.again and (OUT / f"{step}.csv").exists():
            say(f"{step}: skipped, {step}.csv exists; --again measures it again")
            continue
        say(f"{step} ...")
        STEPS[step][2](bench)
        write_readme(bench.data, STEPS)
    write_readme(bench.data, STEPS)
    print(OUT / "README.md")


if __name__ == "__main__":
    main()
