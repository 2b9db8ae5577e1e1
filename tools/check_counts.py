#!/usr/bin/env python3
"""Compares a run's results.csv with the true calls of a forest_truth.csv and prints both.

Exit code: 0 every count is near enough; 1 one is not; 2 the files do not fit together."""
import argparse
import csv
import sys


def rows_of(path, columns):
    """The rows of a CSV file that has at least these columns."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            names = reader.fieldnames or []
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read: {error}")
    missing = [name for name in columns if name not in names]
    if missing:
        fail(f"{path}: has no column {missing[0]}")
    return names, rows


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def counted_calls(path, column):
    """recording -> calls of results.csv."""
    names, rows = rows_of(path, ["recording"])
    counts = [name for name in names if name.endswith("_calls")]
    if column:
        counts = [name for name in counts if name == column]
    if len(counts) != 1:
        fail(f"{path}: which column? --column takes one of: {', '.join(names[1:])}")
    try:
        return {row["recording"]: int(row[counts[0]]) for row in rows}
    except (TypeError, ValueError):
        fail(f"{path}: {counts[0]} holds something else than counts")


def true_calls(path):
    """recording -> calls of forest_truth.csv: a row a call, one without times for no call."""
    calls = {}
    for row in rows_of(path, ["recording", "start_s", "end_s"])[1]:
        calls.setdefault(row["recording"], 0)
        calls[row["recording"]] += bool(row["start_s"])
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", help="results.csv of a run")
    parser.add_argument("truth", help="forest_truth.csv: recording,start_s,end_s")
    parser.add_argument("--within", type=int, default=1, metavar="N",
                        help="a count may be off by so much (default 1)")
    parser.add_argument("--column", help="of results.csv, where it has several")
    options = parser.parse_args()

    counted = counted_calls(options.results, options.column)
    true = true_calls(options.truth)
    for name in sorted(counted.keys() ^ true.keys()):
        where, lacking = (options.results, options.truth) if name in counted else (
            options.truth, options.results)
        fail(f"{name}: in {where}, not in {lacking}")
    if not true:
        fail(f"{options.truth}: names no recording")

    width = max(len("recording"), *map(len, true))
    print(f"{'recording':{width}}  counted  truth")
    far = 0
    for name in true:
        off = abs(counted[name] - true[name])
        far += off > options.within
        mark = "" if off == 0 else f"  off by {off}"
        print(f"{name:{width}}  {counted[name]:7}  {true[name]:5}{mark}")
    print(f"{'all':{width}}  {sum(counted.values()):7}  {sum(true.values()):5}")
    if far:
        print(f"error: {far} of {len(true)} counts are off by more than {options.within}",
              file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
