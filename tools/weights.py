"""Comparing the weights in two safetensors files, with Python's own library alone."""
import array
import json
import struct

MOST = 200_000  # values of a tensor that are compared; of a larger one, evenly spaced


def header(file):
    """-> (name -> entry, where the tensors start)"""
    size = struct.unpack("<Q", file.read(8))[0]
    entries = json.loads(file.read(size))
    entries.pop("__metadata__", None)
    return entries, 8 + size


def values(file, start, entry):
    first, last = entry["data_offsets"]
    file.seek(start + first)
    step = max(1, (last - first) // 4 // MOST)
    return array.array("f", file.read(last - first))[::step]


def relative_difference(a, b):
    """The largest over the tensors of |a - b| / |b|, in the Euclidean norm."""
    worst = 0.0
    with open(a, "rb") as ours, open(b, "rb") as theirs:
        (left, left_start), (right, right_start) = header(ours), header(theirs)
        assert left.keys() == right.keys(), "other tensors"
        for name in left:
            x = values(ours, left_start, left[name])
            y = values(theirs, right_start, right[name])
            difference = sum((p - q) ** 2 for p, q in zip(x, y))
            norm = sum(q * q for q in y)
            worst = max(worst, (difference / norm) ** 0.5 if norm else difference ** 0.5)
    return worst


def same_bits(a, b):
    """-> how many bytes of tensors both files hold; raises when one bit differs."""
    with open(a, "rb") as ours, open(b, "rb") as theirs:
        left, right = header(ours)[0], header(theirs)[0]
        assert left == right, "other tensors"
        count = 0
        while block := ours.read(1 << 24):
            assert block == theirs.read(1 << 24), "the weights differ"
            count += len(block)
        assert not theirs.read(1), "other tensors"
    return count
