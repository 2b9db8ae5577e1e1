#!/usr/bin/env python3
"""Times our training step and PyTorch's in turns and prints how many times faster ours is.

    tools/compare_bench.py --device cpu --rows step [--json results/bench/cpu-step.json]

Both sides train the same two networks on synthetic features that are already on the device, in
float32, with equal threads: 'seed', the reference network (on a CPU with 6,000-sample clips), and
'compact'; batches of 16. A round runs every variant once, each a process of its own:

  ours            canopy_bench step, as the product trains
  ours, unfused   the same, with the dense layer's gradient stored and its update apart
  peer ...        bench_torch.py step, by memory layout; also with huge pages, which ours uses

A run begins when other processes take less than --quiet of the machine, or after --patience seconds,
and is repeated if they took more meanwhile. The table takes the peer's fastest variant. Backward and update are compared together as well as apart: as
the product trains, the dense layer updates its weights inside backward.
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
            "--warmup", args.warmup, "--iters", args.iters, *options]


def peer(args, network, samples, layout):
    return [args.python, args.peer, "step", "--model", network, "--batch", args.batch,
            "--clip-samples", samples, "--threads", args.threads, "--device", args.device,
            "--warmup", args.warmup, "--iters", args.iters, "--dtype", "fp32", "--layout", layout,
            "--breakdown"]


def variants(args, network, samples):
    """name -> (command, variables of its environment)."""
    huge = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    found = {"ours": (ours(args, network, samples), {}),
             "ours, unfused": (ours(args, network, samples, "--unfused"), {}),
             "peer nhwc": (peer(args, network, samples, "nhwc"), {}),
             "peer nchw": (peer(args, network, samples, "nchw"), {})}
    if args.device == "cpu":
        found["peer nhwc, huge pages"] = (peer(args, network, samples, "nhwc"), huge)
    return found


def measure(command, variables, args):
    """-> {phase: ms}, what both programs say of themselves, the share others took."""
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
            made = json.loads(path.read_text())
        if best is None or others < best[2]:
            best = phases_of(made["rows"]), about(made), others
        if others <= args.quiet:
            break
    return best


def about(made):
    said = {k: v for k, v in made["env"].items() if k != "args" and v is not None}
    return said | {"params": next(r["params"] for r in made["rows"] if "params" in r)}


def phases_of(rows):
    times = {}
    for row in rows:
        last = row["name"].rsplit("/", 1)[-1].replace("adam", "update")
        times[last if last in PHASES else "step"] = row["value"]
    return times | {"backward + update": times["backward"] + times["update"]}


def median(runs, variant, phase):
    return statistics.median(run["ms"][phase] for run in runs if run["variant"] == variant)


def compare(network, runs):
    """Rows of the table: ours against the peer's fastest variant."""
    fastest = min({r["variant"] for r in runs if r["variant"].startswith("peer")},
                  key=lambda v: median(runs, v, "step"))
    rows = []
    for phase in PHASES:
        # Apart, the two are the same work only where ours stores the gradient too.
        mine = "ours, unfused" if phase in ("backward", "update") else "ours"
        pairs = [b["ms"][phase] / a["ms"][phase] for a in runs for b in runs
                 if a["round"] == b["round"] and (a["variant"], b["variant"]) == (mine, fastest)]
        a, b = median(runs, mine, phase), median(runs, fastest, phase)
        rows.append(dict(network=network, phase=phase, ours=mine, peer=fastest, ours_ms=a, peer_ms=b,
                         ratio=b / a, least=min(pairs), most=max(pairs)))
    return rows


def show(rows):
    print(f"\n{'network':9}{'phase':19}{'ours ms':>9}{'peer ms':>9}{'peer/ours':>11}  by round")
    for r in rows:
        note = f"  ({r['ours']})" if r["ours"] != "ours" else ""
        print(f"{r['network']:9}{r['phase']:19}{r['ours_ms']:9.2f}{r['peer_ms']:9.2f}"
              f"{r['ratio']:10.2f}x  {r['least']:.2f} .. {r['most']:.2f}{note}")
    for network in dict.fromkeys(r["network"] for r in rows):
        print(f"{network}: the peer's fastest is {next(r['peer'] for r in rows if r['network'] == network)}")


def portable(command):
    """A command as text that says nothing of this machine's folders."""
    return " ".join(pathlib.Path(str(c)).name if "/" in str(c) else str(c) for c in command)


def run(args):
    runs, rows, said = [], [], {}
    for network in args.networks:
        samples = args.seed_clip_samples if network == "seed" else 48000
        found = variants(args, network, samples)
        mine = []
        for number in range(1, args.rounds + 1):
            for name, (command, variables) in found.items():
                ms, env, others = measure(command, variables, args)
                print(f"{network} round {number} {name}: {ms['step']:.2f} ms"
                      f"{f', others took {others:.0%}' if others > args.quiet else ''}", flush=True)
                said[name.split()[0].strip(",")] = {k: v for k, v in env.items() if k != "params"}
                mine.append(dict(network=network, variant=name, round=number, ms=ms,
                                 others=round(others, 3), params=env["params"],
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
            commit=commit, machine=machine.facts(), programs=said, threads=args.threads,
            quiet=args.quiet, table=rows, runs=runs), indent=1) + "\n")
    return min(r["ratio"] for r in rows if r["phase"] == "step")


def parse():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    ap.add_argument("--rows", choices=["step"], default="step")
    ap.add_argument("--networks", nargs="+", choices=["seed", "compact"],
                    default=["seed", "compact"])
    ap.add_argument("--json", type=pathlib.Path, help="write machine, runs and table here")
    ap.add_argument("--peer", type=pathlib.Path, default=PEER, help="bench_torch.py ($CANOPY_PEER)")
    ap.add_argument("--python", help="a Python with torch; default: .venv/bench, made if need be")
    ap.add_argument("--build", type=pathlib.Path, help="default: build/<device>")
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--seed-clip-samples", type=int, help="default 6000 on a CPU, else 48000")
    ap.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--warmup", type=int, default=3)
    ap.add_argument("--iters", type=int, default=10)
    ap.add_argument("--quiet", type=float, default=0.05, help="share that others may take of a run")
    ap.add_argument("--tries", type=int, default=5, help="for a quiet run; then the quietest counts")
    ap.add_argument("--patience", type=float, default=60, help="seconds to wait for quiet")
    ap.add_argument("--min-ratio", type=float, help="exit 1 when a step is less times faster")
    args = ap.parse_args()
    args.build = args.build or ROOT / "build" / args.device
    args.seed_clip_samples = args.seed_clip_samples or (6000 if args.device == "cpu" else 48000)
    for path in (args.build / "bin/canopy_bench", args.peer):
        if not path.exists():
            ap.error(f"{path}: not found; build canopy_bench, or name the peer with --peer")
    args.python = args.python or environments.python("bench", ["torch", "numpy"])
    return args


def main():
    args = parse()
    slowest = run(args)
    return 1 if args.min_ratio and slowest < args.min_ratio else 0


if __name__ == "__main__":
    sys.exit(main())
