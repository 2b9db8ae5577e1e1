#!/usr/bin/env python3
"""Writes features.txt: results of the feature ops, computed with NumPy and soxr in float64.

    python tests/golden/make_features.py        (needs numpy and soxr)

The file is a list of blocks, each a line "name count" followed by `count` numbers, eight per line.
The input is always the noise below, which tests/ops/feature_golden.h reproduces bit for bit:
s <- 1664525 s + 1013904223 mod 2^32, starting from s = seed; a sample is the top 16 bits as a
signed integer, divided by 32768.
"""
import pathlib

import numpy as np
import soxr

blocks = []


def noise(count, seed):
    state, out = seed, np.empty(count, np.int64)
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out[i] = state >> 16
    return np.where(out >= 32768, out - 65536, out) / 32768.0


def add(name, values):
    blocks.append((name, np.asarray(values, np.float64).ravel()))


def spectrum(wave, frame, step, fft):
    """Not centred, periodic Hann: tf.signal.stft's framing."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(frame) / frame)
    starts = np.arange(0, len(wave) - frame + 1, step)
    return np.fft.rfft(wave[starts[:, None] + np.arange(frame)] * window, fft)


def htk_bank(rate, bins, bands, low, high):
    """HTK mel scale, as in the PyTorch program compared in the benchmarks: [bins, bands]."""
    def mel(f):
        return 2595 * np.log10(1 + f / 700)
    edges = 700 * (10 ** (np.linspace(mel(low), mel(high), bands + 2) / 2595) - 1)
    return triangles(edges, rate, bins)


def slaney_bank(rate, bins, bands, low, high):
    """Slaney's Auditory Toolbox: linear up to 1 kHz, then 27 mels per factor of 6.4."""
    def mel(f):
        return np.where(f < 1000, 3 * f / 200, 15 + 27 * np.log(np.maximum(f, 1) / 1000) / np.log(6.4))

    def hertz(m):
        return np.where(m < 15, 200 * m / 3, 1000 * 6.4 ** ((m - 15) / 27))
    edges = hertz(np.linspace(mel(np.float64(low)), mel(np.float64(high)), bands + 2))
    return triangles(edges, rate, bins)


def triangles(edges, rate, bins):
    freq = np.linspace(0, rate / 2, bins)[:, None]
    up = (freq - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - freq) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(up, down))


clip = noise(48000, 1)
z = spectrum(clip, 320, 32, 512)
assert z.shape == (1491, 257)
add("magnitude_320_32_512_every_149", np.abs(z[::149]))
short = clip[:600]
add("power_15_7_18", np.abs(spectrum(short, 15, 7, 18)) ** 2)
add("log_100_30_250", np.log(np.abs(spectrum(short, 100, 30, 250)) + 1e-6))

power = np.abs(spectrum(clip, 400, 160, 512)) ** 2
assert power.shape == (298, 257)
add("logmel_htk_64_every_27", np.log(power @ htk_bank(16000, 257, 64, 20.0, 8000.0) + 1e-6)[::27])
add("mel_slaney_40_every_27", (power @ slaney_bank(16000, 257, 40, 50.0, 7000.0))[::27])

# (from, to, samples kept): soxr's "very high quality" in float64. The noise has a second of silence
# before and after it, because soxr drops part of the very first output sample.
for source, target, kept in [(44100, 16000, 500), (48000, 16000, 500), (11025, 16000, 500),
                             (22050, 16000, 300), (8000, 16000, 300), (96000, 16000, 300),
                             (44101, 16000, 300), (16000, 44100, 300)]:
    sound = noise(4 * kept * source // target, 2)
    silence = np.zeros(source)
    made = soxr.resample(np.concatenate([silence, sound, silence]), source, target, "VHQ")
    add(f"resample_{source}_{target}", made[target:target + kept])

path = pathlib.Path(__file__).with_name("features.txt")
with open(path, "w") as file:
    for name, values in blocks:
        file.write(f"{name} {len(values)}\n")
        for i in range(0, len(values), 8):
            file.write(" ".join(f"{v:.8g}" for v in values[i:i + 8]) + "\n")
