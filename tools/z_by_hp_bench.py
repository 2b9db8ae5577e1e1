"""Runs the trainer on one data set and writes tables of its results, for z_by_hp.py."""
import concurrent.futures
import csv
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "results" / "z-by-hp"


class Bench:
    """Runs the trainer. `commit` is the commit that is measured."""

    def __init__(self, trainer, data, jobs):
        self.trainer, self.data, self.jobs = trainer, data, jobs
        self.commit = measured_commit()

    def run(self, arguments, log=None, environment=None):
        """-> the standard output of trainer; exits if it fails"""
        command = [str(self.trainer), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(done.stderr + done.stdout)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\nexit {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout

    def train(self, name, config, settings, more=(), environment=None):
        """-> the run's folder"""
        started = time.monotonic()
        sets = [f"/data/root={self.data}", f"/output/dir={OUT / 'runs'}", f"/output/name={name}",
                "/train/checkpoints/every=0", *settings]
        arguments = ["--config", ROOT / "configs" / config, *more]
        for setting in sets:
            arguments += ["--set", setting]
        self.run(arguments, OUT / "runs" / f"{name}.log", environment)
        say(f"{name}: {time.monotonic() - started:.0f} s")
        return OUT / "runs" / name

    def side_by_side(self, work, items):
        """-> the results of work(item, environment), in the order of the items. `jobs` of them run
        at a time and share the cores."""
        cores = max(1, (os.cpu_count() or 1) // self.jobs)
        environment = {**os.environ, "OMP_NUM_THREADS": str(cores)}
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            return list(pool.map(lambda item: work(item, environment), items))

    def events(self, found, truth):
        return json.loads(self.run(["evaluate", "--detections", found, "--truth", truth, "--json"]))

    def forest_events(self, run):
        return self.events(run / "detections.csv", self.data / "forest_truth.csv")

    def write_rows(self, name, rows):
        """Writes a table to results/z-by-hp, with the commit in each row."""
        rows = [{**row, "commit": self.commit} for row in rows]
        with open(OUT / name, "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def say(text):
    print(text, file=sys.stderr, flush=True)


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def measured_commit():
    """The short hash of HEAD, with -dirty if the working tree differs from it."""
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True,
                              text=True).stdout.strip()
    dirty = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short", "HEAD") + ("-dirty" if dirty else "")
