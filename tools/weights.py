"""Compares the weights in two safetensors files; uses only Python's standard library."""
import array
import json
import struct

MAX_VALUES = 200_000  # compared per tensor; larger tensors are sampled at even distances


def header(file):
    """-> (name -> entry, offset of the tensors in the file)"""
    size = struct.unpack("<Q", file.read(8))[0]
    entries = json.loads(file.read(size))
    entries.pop("__metadata__", None)
    return entries, 8 + size


def values(file, start, entry):
    first, last = entry["data_offsets"]
    file.seek(start + first)
    step = max(1, (last - first) // 4 // MAX_VALUES)
    return array.array("f", file.read(last - first))[::step]


def relative_difference(a, b):
    """The maximum over all tensors of |a - b| / |b|, with Euclidean norms."""
    worst = 0.0
    with open(a, "rb") as ours, open(b, "rb") as theirs:
        (left, left_start), (right, right_start) = header(ours), header(theirs)
        assert left.keys() == right.keys(), "the files have different tensors"
        for name in left:
            x = values(ours, left_start, left[name])
            y = values(theirs, right_start, right[name])
            difference = sum((p - q) ** 2 for p, q in zip(x, y))
            norm = sum(q * q for q in y)
            worst = max(worst, (difference / norm) ** 0.5 if norm else difference ** 0.5)
    return worst


def same_bits(a, b):
    """-> the number of bytes of tensors in either file. Raises AssertionError if a bit differs."""
    with open(a, "rb") as ours, open(b, "rb") as theirs:
        left, right = header(ours)[0], header(theirs)[0]
        assert left == right, "the files have different tensors"
        count = 0
        while block := ours.read(1 << 24):
            assert block == theirs.read(1 << 24), "the weights differ"
            count += len(block)
        assert not theirs.read(1), "the files have different lengths"
    return count
