#!/usr/bin/env python3
"""Writes pcen.txt: PCEN of a mel-like energy, computed with librosa in float64.

    python tests/golden/make_pcen.py        (needs librosa)

The energy is 60 frames of 6 bands: the noise of make_features.py, squared, with a step in its level
and one silent band, in float32, as tests/ops/pcen_test.cpp reproduces it. librosa's filter is
initialised with the first frame (zi), as in ops/pcen.h. Blocks as in features.txt.
"""
import pathlib

import librosa
import numpy as np


def noise(count, seed):
    state, out = seed, np.empty(count, np.int64)
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out[i] = state >> 16
    return np.where(out >= 32768, out - 65536, out) / 32768.0


def energy():
    wave = noise(60 * 6, 4).astype(np.float32).reshape(60, 6)
    values = wave * wave
    values[30:] *= np.float32(100)
    values[:, 5] = 0
    return values.astype(np.float64)


def pcen(values, time_constant, rate, hop, **parameters):
    frames = time_constant * rate / hop
    b = (np.sqrt(1 + 4 * frames**2) - 1) / (2 * frames**2)
    started = (1 - b) * values[:1]
    return librosa.pcen(values, sr=rate, hop_length=hop, time_constant=time_constant, zi=started,
                        axis=0, **parameters), b


blocks = []
for name, setting in [("usual", dict(gain=0.98, bias=2.0, power=0.5, eps=1e-6)),
                      ("other", dict(gain=0.6, bias=10.0, power=0.25, eps=1e-3))]:
    made, b = pcen(energy(), 0.4 if name == "usual" else 0.06, 16000, 160, **setting)
    blocks += [(f"pcen_{name}", made.ravel()), (f"smoothing_{name}", [b])]

with open(pathlib.Path(__file__).with_name("pcen.txt"), "w") as file:
    for name, values in blocks:
        file.write(f"{name} {len(values)}\n")
        for i in range(0, len(values), 8):
            file.write(" ".join(f"{v:.9g}" for v in values[i:i + 8]) + "\n")
