#!/usr/bin/env python3
"""Compares Canopy's resampler with soxr's "very high quality" on a folder of clips.

    tools/compare_resampler.py DATA --program build/cpu/bin/canopy_resample [--min-db 60]

Both resample the first channel of every WAV and FLAC file under DATA, from float samples. The
agreement on a clip is the ratio of its power to the power of the difference, in dB. Prints the
worst and the median agreement for each source sample rate, and the worst clips. Exits with 1 if a
clip is below --min-db or a length is not ceil(frames * out / in). If this Python lacks NumPy,
soundfile or soxr, they are installed into .venv/oracle.
"""
import argparse
import collections
import math
import pathlib
import subprocess
import sys
import tempfile

import environments

environments.enter("oracle", ["numpy", "soundfile", "soxr"])
import numpy as np  # noqa: E402
import soundfile  # noqa: E402
import soxr  # noqa: E402


def agreement_db(ours, theirs):
    difference = np.sum((ours - theirs) ** 2)
    power = np.sum(theirs ** 2)
    if difference == 0:
        return math.inf
    return 10 * math.log10(power / difference) if power > 0 else -math.inf


def compare(path, program, rate, scratch):
    """-> (source sample rate, agreement in dB) for one clip"""
    subprocess.run([program, str(path), str(scratch), "--rate", str(rate)], check=True)
    ours = np.fromfile(scratch, np.float32).astype(np.float64)
    frames, source = soundfile.read(path, dtype="float32", always_2d=True)
    want = -(-len(frames) * rate // source)
    if len(ours) != want:
        sys.exit(f"{path}: {len(ours)} samples, expected {want}")
    # soxr runs in double precision, so that only Canopy's own error is measured. The clip is put
    # between two seconds of silence, because soxr truncates its filter at the first output sample.
    silence = np.zeros(source)
    sound = np.concatenate([silence, frames[:, 0].astype(np.float64), silence])
    theirs = soxr.resample(sound, source, rate, "VHQ")[rate:]
    n = min(len(ours), len(theirs))
    return source, agreement_db(ours[:n], theirs[:n])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path, help="folder of clips")
    parser.add_argument("--program", required=True, help="path of canopy_resample")
    parser.add_argument("--rate", type=int, default=16000, metavar="HZ",
                        help="output sample rate; default: %(default)s")
    parser.add_argument("--min-db", type=float, default=60.0, metavar="DB",
                        help="min agreement of every clip; default: %(default)s")
    parser.add_argument("--limit", type=int, default=0, metavar="N",
                        help="use only about N clips, evenly spaced; default: all")
    args = parser.parse_args()

    clips = sorted(p for p in args.data.rglob("*") if p.suffix.lower() in (".wav", ".flac"))
    if args.limit:
        clips = clips[::max(1, len(clips) // args.limit)]
    if not clips:
        sys.exit(f"{args.data}: no WAV or FLAC files")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for path in clips:
            source, db = compare(path, args.program, args.rate, pathlib.Path(folder) / "out.raw")
            found.append((db, source, path))
    found.sort(key=lambda row: row[0])

    by_rate = collections.defaultdict(list)
    for db, source, _ in found:
        by_rate[source].append(db)
    print("source Hz  clips  worst dB  median dB")
    for source, values in sorted(by_rate.items()):
        print(f"{source:9}  {len(values):5}  {min(values):8.1f}  {np.median(values):9.1f}")
    everything = [db for db, _, _ in found]
    print(f"{'all':>9}  {len(found):5}  {found[0][0]:8.1f}  {np.median(everything):9.1f}")
    for db, source, path in found[:3]:
        print(f"worst: {db:6.1f} dB  {source} Hz  {path.relative_to(args.data)}")
    return 1 if found[0][0] < args.min_db else 0


if __name__ == "__main__":
    sys.exit(main())
