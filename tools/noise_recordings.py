"""Recordings with known calls at a known signal-to-noise ratio, for tools/z_by_hp.py."""
import csv
import random as randoms

import numpy
import soundfile
import soxr

RATE = 16000
RATIOS_DB = range(-10, 21, 5)
SECONDS = 300  # per recording
RECORDINGS = 4  # per ratio


def wave(path):
    samples, rate = soundfile.read(path, dtype="float64", always_2d=True)
    return soxr.resample(samples[:, 0], rate, RATE)


def rms(samples):
    return max(1e-9, float(numpy.sqrt(numpy.mean(samples ** 2))))


def noisy_recording(calls, negatives, snr_db, seconds, random):
    """-> (samples, [(start_s, end_s)]): calls 8 to 16 s apart over negatives that are joined end to
    end. All negatives have the same RMS; that of each call is snr_db above it."""
    pieces, samples = [], 0
    while samples < seconds * RATE:
        negative = random.choice(negatives)
        pieces.append(negative / rms(negative))
        samples += len(negative)
    sound = numpy.concatenate(pieces)[:seconds * RATE]
    truth, at = [], random.uniform(3, 8)
    while True:
        call = random.choice(calls)
        length = len(call) / RATE
        if at + length + 3 > seconds:
            return 0.02 * sound, truth
        first = int(at * RATE)
        sound[first:first + len(call)] += call / rms(call) * 10 ** (snr_db / 20)
        truth.append((at, at + length))
        at += length + random.uniform(8, 16)


def write_recordings(folder, calls, negatives, snr_db, seed):
    """Writes RECORDINGS files and truth.csv (recording,start_s,end_s); returns the files."""
    random = randoms.Random(1000 * seed + snr_db)
    truth, files = [], [folder / f"{k}.wav" for k in range(RECORDINGS)]
    for file in files:
        sound, spans = noisy_recording(calls, negatives, snr_db, SECONDS, random)
        soundfile.write(file, sound, RATE, subtype="FLOAT")
        truth += [(file.name, *span) for span in spans]
    with open(folder / "truth.csv", "w", newline="") as file:
        csv.writer(file).writerows([("recording", "start_s", "end_s"), *truth])
    return files
