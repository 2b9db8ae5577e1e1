#!/usr/bin/env python3
"""Times the training steps of Canopy and PyTorch alternately and prints the ratio of their times.

    tools/compare_bench.py --device cpu --rows step [--json results/bench/cpu-step.json]

Both sides train the same two networks on synthetic features that are already on the device, in
float32, with the same number of threads and a batch size of 16: 'seed', the reference network (on a
CPU with clips of 6,000 samples), and 'compact'. A round runs every variant once, each in its own
process:

  ours            canopy_bench step: the step as `trainer` runs it
  ours, unfused   the same, but the dense layer stores its gradient and updates its weights later
  peer ...        bench_torch.py step, in each memory layout; on a CPU also with huge pages, which
                  Canopy uses

A run starts when other processes use less than the share --quiet of the processors, or after
--patience seconds, and is repeated if they used more while it ran. The table shows the peer's
fastest variant. Backward and update are compared both separately and together, because in 'ours'
the dense layer updates its weights during backward.
"""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import environments
import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEER = os.environ.get("CANOPY_PEER", ROOT.parent / "shared/peer/bench_torch.py")
PHASES = ("step", "forward", "backward", "update", "backward + update")


def ours(args, network, samples, *options):
    return [args.build / "bin/canopy_bench", "step", "--model", network, "--batch", args.batch,
            "--clip-samples", samples, "--threads", args.threads, "--device", args.device,
            "--precision", "fp32", "--warmup", args.warmup, "--iters", args.iters, *options]


def peer(args, network, samples, layout):
    return [args.python, args.peer, "step", "--model", network, "--batch", args.batch,
            "--clip-samples", samples, "--threads", args.threads, "--device", args.device,
            "--warmup", args.warmup, "--iters", args.iters, "--dtype", "fp32", "--layout", layout,
            "--breakdown"]


def variants(args, network, samples):
    """name -> (command, environment variables)"""
    huge = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    found = {"ours": (ours(args, network, samples), {}),
             "ours, unfused": (ours(args, network, samples, "--unfused"), {}),
             "peer nhwc": (peer(args, network, samples, "nhwc"), {}),
             "peer nchw": (peer(args, network, samples, "nchw"), {})}
    if args.device == "cpu":
        found["peer nhwc, huge pages"] = (peer(args, network, samples, "nhwc"), huge)
    return found


def measure(command, variables, args):
    """-> {phase: ms}, the program's facts, the share of the processors that other processes used"""
    # Set for old OpenBLAS builds on some machines; neither program uses OpenBLAS.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    environment.update(variables, OMP_NUM_THREADS=str(args.threads))
    best = None
    for _ in range(args.tries):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "rows.json"
            machine.wait_until_quiet(args.quiet, args.patience)
            _, others = machine.run_alone([str(c) for c in command] + ["--json", str(path)],
                                          environment)
            results = json.loads(path.read_text())
        if best is None or others < best[2]:
            best = phases_of(results["rows"]), facts_of(results), others
        if others <= args.quiet:
            break
    return best


def facts_of(results):
    """What a program reports about itself, and the number of parameters that it trains."""
    facts = {k: v for k, v in results["env"].items() if k != "args" and v is not None}
    return facts | {"params": next(r["params"] for r in results["rows"] if "params" in r)}


def phases_of(rows):
    times = {}
    for row in rows:
        last = row["name"].rsplit("/", 1)[-1].replace("adam", "update")
        times[last if last in PHASES else "step"] = row["value"]
    return times | {"backward + update": times["backward"] + times["update"]}


def median(runs, variant, phase):
    return statistics.median(run["ms"][phase] for run in runs if run["variant"] == variant)


def compare(network, runs):
    """The table's rows for a network: ours and the peer's fastest variant."""
    fastest = min({r["variant"] for r in runs if r["variant"].startswith("peer")},
                  key=lambda v: median(runs, v, "step"))
    rows = []
    for phase in PHASES:
        # Separate phases do the same work as the peer's only if ours stores the gradient too.
        mine = "ours, unfused" if phase in ("backward", "update") else "ours"
        pairs = [b["ms"][phase] / a["ms"][phase] for a in runs for b in runs
                 if a["round"] == b["round"] and (a["variant"], b["variant"]) == (mine, fastest)]
        a, b = median(runs, mine, phase), median(runs, fastest, phase)
        rows.append(dict(network=network, phase=phase, ours=mine, peer=fastest, ours_ms=a,
                         peer_ms=b, ratio=b / a, least=min(pairs), most=max(pairs)))
    return rows


def show(rows):
    print(f"\n{'network':9}{'phase':19}{'ours ms':>9}{'peer ms':>9}{'peer/ours':>11}  by round")
    for r in rows:
        note = f"  ({r['ours']})" if r["ours"] != "ours" else ""
        print(f"{r['network']:9}{r['phase']:19}{r['ours_ms']:9.2f}{r['peer_ms']:9.2f}"
              f"{r['ratio']:10.2f}x  {r['least']:.2f} .. {r['most']:.2f}{note}")
    for network in dict.fromkeys(r["network"] for r in rows):
        fastest = next(r["peer"] for r in rows if r["network"] == network)
        print(f"{network}: the peer's fastest variant is {fastest}")


def portable(command):
    """A command as text, without the paths of this machine."""
    return " ".join(pathlib.Path(str(c)).name if "/" in str(c) else str(c) for c in command)


def run(args):
    runs, rows, programs = [], [], {}
    for network in args.networks:
        samples = args.seed_clip_samples if network == "seed" else 48000
        found = variants(args, network, samples)
        mine = []
        for number in range(1, args.rounds + 1):
            for name, (command, variables) in found.items():
                ms, facts, others = measure(command, variables, args)
                load = f", other processes used {others:.0%}" if others > args.quiet else ""
                print(f"{network} round {number} {name}: {ms['step']:.2f} ms{load}", flush=True)
                programs[name.split()[0].strip(",")] = {k: v for k, v in facts.items()
                                                        if k != "params"}
                mine.append(dict(network=network, variant=name, round=number, ms=ms,
                                 others=round(others, 3), params=facts["params"],
                                 command=portable(command), environment=variables))
        if len({r["params"] for r in mine}) != 1:
            sys.exit(f"{network}: the two sides do not train the same number of parameters")
        runs += mine
        rows += compare(network, mine)
    show(rows)
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(dict(
            when=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="minutes"),
            commit=commit, machine=machine.facts(), programs=programs, threads=args.threads,
            quiet=args.quiet, table=rows, runs=runs), indent=1) + "\n")
    return min(r["ratio"] for r in rows if r["phase"] == "step")


def parse():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--device", choices=["cpu", "cuda"], default="cpu",
                    help="default: %(default)s")
    ap.add_argument("--rows", choices=["step"], default="step",
                    help="what to time; so far only the training step")
    ap.add_argument("--networks", nargs="+", choices=["seed", "compact"],
                    default=["seed", "compact"], help="default: both")
    ap.add_argument("--json", type=pathlib.Path, metavar="FILE",
                    help="write the machine, all runs and the table to FILE")
    ap.add_argument("--peer", type=pathlib.Path, default=PEER, metavar="FILE",
                    help="bench_torch.py, which is not in this repository; default: $CANOPY_PEER")
    ap.add_argument("--python", metavar="PROGRAM",
                    help="a Python that has torch; default: that of .venv/bench, created if needed")
    ap.add_argument("--build", type=pathlib.Path, metavar="FOLDER",
                    help="build folder; default: build/<device>")
    ap.add_argument("--batch", type=int, default=16, metavar="N",
                    help="batch size; default: %(default)s")
    ap.add_argument("--seed-clip-samples", type=int, metavar="N",
                    help="clip length for 'seed'; default: 6000 on a CPU, otherwise 48000")
    ap.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), metavar="N",
                    help="CPU threads of either side; default: all cores")
    ap.add_argument("--rounds", type=int, default=5, metavar="N", help="default: %(default)s")
    ap.add_argument("--warmup", type=int, default=3, metavar="N",
                    help="steps before timing starts; default: %(default)s")
    ap.add_argument("--iters", type=int, default=10, metavar="N",
                    help="steps timed per run; default: %(default)s")
    ap.add_argument("--quiet", type=float, default=0.05, metavar="SHARE",
                    help="max share of the processors that other processes may use during a run; "
                         "default: %(default)s")
    ap.add_argument("--tries", type=int, default=5, metavar="N",
                    help="attempts to get such a run; if none is, the quietest one is used; "
                         "default: %(default)s")
    ap.add_argument("--patience", type=float, default=60, metavar="S",
                    help="max seconds to wait before a run until the machine is quiet; "
                         "default: %(default)s")
    ap.add_argument("--min-ratio", type=float, metavar="X",
                    help="exit with 1 if a step is not at least X times faster than the peer's")
    args = ap.parse_args()
    args.build = args.build or ROOT / "build" / args.device
    args.seed_clip_samples = args.seed_clip_samples or (6000 if args.device == "cpu" else 48000)
    for path in (args.build / "bin/canopy_bench", args.peer):
        if not path.exists():
            ap.error(f"{path}: not found; build canopy_bench, or name bench_torch.py with --peer")
    args.python = args.python or environments.python("bench", ["torch", "numpy"])
    return args


def main():
    args = parse()
    slowest = run(args)
    return 1 if args.min_ratio and slowest < args.min_ratio else 0


if __name__ == "__main__":
    sys.exit(main())
