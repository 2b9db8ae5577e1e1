#!/usr/bin/env python3
"""check_events.py TRAINER FOUND [--seed N]: compares Canopy's event scores with the sed_eval
package, and reads its Raven and Audacity files with the crowsetta package.

FOUND is the output folder of a scan with detections.csv, Raven tables and label tracks. Needs
sed_eval and crowsetta. Exit code 0: everything agrees."""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import crowsetta

HERE = pathlib.Path(__file__).resolve().parent


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"error: {what}: got {got}, expected {wanted}")


def near(what, got, wanted):
    if abs(got - wanted) > 1e-9:
        sys.exit(f"error: {what}: got {got}, expected {wanted}")


def check_scores(trainer, seed):
    """Scores new random events with sed_eval and with `trainer evaluate`."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run([sys.executable, HERE.parent / "golden" / "make_events.py", folder,
                        "--seed", str(seed)], check=True)
        wanted = json.loads((folder / "events_scores.json").read_text())
        run = subprocess.run(
            [trainer, "evaluate", "--json", "--detections", folder / "events_found.csv",
             "--truth", folder / "events_truth.csv", "--collar", str(wanted["collar_s"]),
             "--iou", str(wanted["iou"])], check=True, capture_output=True, text=True)
        got = json.loads(run.stdout)
    expect("recordings", got["per_recording"], wanted["per_recording"])
    for part in ("onset", "count"):
        for name, value in wanted[part].items():
            near(f"{part} {name}", got[part][name], value)
    print(f"seed {seed}: {got['true']} true and {got['found']} found events: scores as in sed_eval")


def detections(folder):
    """(recording, start, end, label) of each row of detections.csv."""
    with open(folder / "detections.csv", newline="", encoding="utf-8") as file:
        return [(row["recording"], float(row["start_s"]), float(row["end_s"]), row["label"])
                for row in csv.DictReader(file)]


def check_files(folder):
    """Reads Raven tables and label tracks with crowsetta and compares them with detections.csv."""
    wanted = detections(folder)
    if not wanted:
        sys.exit(f"error: {folder}: has no detections, so there is nothing to compare")
    seen = 0
    for recording in sorted({row[0] for row in wanted}):
        stem = pathlib.Path(recording).stem
        mine = [row[1:] for row in wanted if row[0] == recording]
        table = crowsetta.formats.bbox.Raven.from_file(
            folder / "raven" / f"{stem}.Table.1.selections.txt", annot_col="Label")
        boxes = [(round(b.onset, 3), round(b.offset, 3), b.label) for b in table.to_bbox()]
        expect(f"{stem}: Raven table", boxes, mine)
        track = crowsetta.formats.seq.AudSeq.from_file(folder / "labels" / f"{stem}.txt")
        labels = [(round(s.onset_s, 3), round(s.offset_s, 3), s.label)
                  for s in track.to_seq().segments]
        expect(f"{stem}: label track", labels, mine)
        seen += len(mine)
    whole = crowsetta.formats.bbox.Raven.from_file(folder / "detections.selections.txt",
                                                   annot_col="Label")
    expect("selections of the whole scan", len(whole.to_bbox()), len(wanted))
    print(f"{seen} calls in Raven tables and label tracks: read correctly by crowsetta")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("trainer")
    parser.add_argument("found", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    check_files(options.found)
    check_scores(options.trainer, options.seed)


if __name__ == "__main__":
    main()
