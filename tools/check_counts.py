#!/usr/bin/env python3
"""Compares the call counts in results.csv with the true calls in forest_truth.csv and prints both.

Exit code: 0 if every count is close enough, 1 if one is not, 2 if the files do not match.
"""
import argparse
import csv
import sys


def rows_of(path, columns):
    """(column names, rows) of a CSV file; exits if one of `columns` is missing."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
            names = reader.fieldnames or []
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read: {error}")
    missing = [name for name in columns if name not in names]
    if missing:
        fail(f"{path}: column {missing[0]} is missing")
    return names, rows


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def counted_calls(path, column):
    """recording -> number of calls in results.csv."""
    names, rows = rows_of(path, ["recording"])
    counts = [name for name in names if name.endswith("_calls")]
    if column:
        counts = [name for name in counts if name == column]
    if len(counts) != 1:
        fail(f"{path}: choose a column of counts with --column; the columns are: "
             f"{', '.join(names[1:])}")
    try:
        return {row["recording"]: int(row[counts[0]]) for row in rows}
    except (TypeError, ValueError):
        fail(f"{path}: column {counts[0]} must hold whole numbers")


def true_calls(path):
    """recording -> number of calls in forest_truth.csv. A row without times means no calls."""
    calls = {}
    for row in rows_of(path, ["recording", "start_s", "end_s"])[1]:
        calls.setdefault(row["recording"], 0)
        calls[row["recording"]] += bool(row["start_s"])
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", help="results.csv of a run or a scan")
    parser.add_argument("truth", help="CSV file of the true calls: recording,start_s,end_s")
    parser.add_argument("--within", type=int, default=1, metavar="N",
                        help="max difference between a count and the truth (default: 1)")
    parser.add_argument("--column", help="column of results.csv to compare, e.g. frog_calls; "
                                         "needed only if it counts several classes")
    options = parser.parse_args()

    counted = counted_calls(options.results, options.column)
    true = true_calls(options.truth)
    for name in sorted(counted.keys() ^ true.keys()):
        where, lacking = (options.results, options.truth) if name in counted else (
            options.truth, options.results)
        fail(f"{name}: is in {where} but not in {lacking}")
    if not true:
        fail(f"{options.truth}: lists no recordings")

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
        print(f"error: {far} of {len(true)} counts {'is' if far == 1 else 'are'} off by more than "
              f"{options.within}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
