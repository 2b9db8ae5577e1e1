#!/usr/bin/env python3
"""Draws the spectrogram of a recording with the calls that a scan found in it.

    tools/draw_calls.py RECORDING DETECTIONS.csv OUT.png [--truth TRUTH.csv] [--high-hz 4000]

Each row of DETECTIONS.csv for this recording becomes a box with its score. With --truth, annotated
calls (recording,start_s,end_s) become bars below the spectrogram. Needs numpy, scipy, soundfile and
matplotlib (pip install numpy scipy soundfile matplotlib).

docs/images/forest-calls.png shows recording_60.mp3 of the challenge's data set in data/:

    build/cpu/bin/trainer --config configs/capuchin-compact.json \\
        --set '/data/exclude_groups=["XC307385"]'
    tools/draw_calls.py "data/Forest Recordings/recording_60.mp3" \\
        results/capuchin-compact/detections.csv docs/images/forest-calls.png \\
        --truth data/forest_truth.csv --high-hz 3500

forest_truth.csv, the call-by-call annotation, is not part of the challenge's data set."""
import argparse
import csv
import os

import matplotlib
import numpy
import soundfile
from scipy import signal

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (after choosing the backend)

FOUND, TRUE = "#ffd23f", "#3ddc97"


def spans(path, recording):
    """[(start_s, end_s, row)] for the recording in a CSV file; rows without times are skipped."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["recording"] == recording]
    return [(float(row["start_s"]), float(row["end_s"]), row) for row in rows if row["start_s"]]


def spectrogram_db(path, high_hz):
    """-> (times in s, frequencies in Hz up to high_hz, power in dB [frequencies, times])"""
    wave, rate = soundfile.read(path, always_2d=True)
    frequencies, times, power = signal.spectrogram(wave.mean(axis=1), rate, nperseg=2048,
                                                   noverlap=1024)
    kept = frequencies <= high_hz
    return times, frequencies[kept], 10 * numpy.log10(power[kept] + 1e-12)


def draw(arguments):
    recording = os.path.basename(arguments.recording)
    times, frequencies, decibels = spectrogram_db(arguments.recording, arguments.high_hz)
    figure, axes = pyplot.subplots(figsize=(11, 3.2), dpi=110)
    axes.pcolormesh(times, frequencies / 1000, decibels, cmap="magma", shading="auto",
                    vmin=numpy.percentile(decibels, 30), vmax=numpy.percentile(decibels, 99.9),
                    rasterized=True)
    top = arguments.high_hz / 1000
    found = spans(arguments.detections, recording)
    for start, end, row in found:
        axes.add_patch(pyplot.Rectangle((start, 0.03 * top), end - start, 0.94 * top, fill=False,
                                        edgecolor=FOUND, linewidth=1.6))
        axes.text((start + end) / 2, 1.02 * top, f"{float(row['score']):.2f}", ha="center",
                  fontsize=8)
    title = f"{recording}: {len(found)} calls counted (boxes, with scores)"
    if arguments.truth:
        true = spans(arguments.truth, recording)
        for start, end, _ in true:
            axes.plot([start, end], [-0.05 * top] * 2, color=TRUE, linewidth=5, clip_on=False,
                      solid_capstyle="butt")
        title += f", {len(true)} annotated by hand (bars)"
    axes.set(xlim=(0, times[-1]), ylim=(-0.1 * top, top), xlabel="seconds", ylabel="kHz")
    axes.set_title(title, fontsize=11, loc="left", pad=16)
    figure.tight_layout()
    figure.savefig(arguments.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", help="audio file")
    parser.add_argument("detections", help="detections.csv of a scan or a run")
    parser.add_argument("out", help="image to write: .png or .svg")
    parser.add_argument("--truth", help="CSV file of the true calls: recording,start_s,end_s")
    parser.add_argument("--high-hz", type=float, default=4000, metavar="HZ",
                        help="highest frequency shown; default: %(default)g")
    draw(parser.parse_args())


if __name__ == "__main__":
    main()
