#!/usr/bin/env python3
"""What tools/gpu_check.sh runs: every proof of the CUDA backend that needs a real GPU, one after
another, with what each said and how long it took, in one JSON file. Only Python's own library."""
import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMORY_LIMIT = 10.5e9  # device bytes of the reference network at batch 16


def programs():
    for folder in (ROOT / "bin", ROOT / "build/cuda/bin"):
        if (folder / "trainer").exists():
            return folder
    sys.exit("no programs here: build with tools/build.sh cuda, or run this in a bundle")


class Check:
    def __init__(self, scratch):
        self.bin = programs()
        self.scratch = scratch
        self.rows = []

    def run(self, name, command, environment=None, within=600, judge=None):
        """Runs a command; passes when it exits 0 and judge(output) gives figures, not an error."""
        print(f"{name} ...", flush=True)
        started = time.monotonic()
        row = {"name": name, "command": [str(word) for word in command]}
        try:
            done = subprocess.run(row["command"], cwd=self.scratch, text=True, timeout=within,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env={**os.environ, "CANOPY_SOURCE": str(ROOT),
                                       **(environment or {})})
            row["exit"] = done.returncode
            output = done.stdout
        except subprocess.TimeoutExpired as late:
            row["exit"] = None
            output = (late.stdout or b"").decode(errors="replace") + f"\nstopped after {within} s"
        row["seconds"] = round(time.monotonic() - started, 1)
        row["passed"] = row["exit"] == 0
        if row["passed"] and judge:
            try:
                row["figures"] = judge(output)
            except (AssertionError, KeyError, ValueError, OSError) as wrong:
                row["passed"] = False
                row["error"] = f"{type(wrong).__name__}: {wrong}"
        if not row["passed"]:
            row["output"] = output[-4000:]
            print("\n".join(output.splitlines()[-30:]))
        print(f"  {'passed' if row['passed'] else 'FAILED'} in {row['seconds']} s", flush=True)
        self.rows.append(row)
        return row["passed"]


def suite_figures(output):
    """Catch2's last lines: how much was asserted, and that something was."""
    found = re.search(r"\((\d+) assertions? in (\d+) test cases?\)|assertions: +(\d+)", output)
    assert found, "the tests did not say what they ran"
    return {"assertions": int(found.group(1) or found.group(3))}


def tensors(path):
    """name -> bytes of a safetensors file."""
    data = pathlib.Path(path).read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: data[8 + size + entry["data_offsets"][0]:8 + size + entry["data_offsets"][1]]
            for name, entry in header.items()}


def relative_difference(a, b):
    """The largest over the tensors of |a - b| / |b|, in the Euclidean norm."""
    import array
    worst = 0.0
    ours, theirs = tensors(a), tensors(b)
    assert ours.keys() == theirs.keys(), "other tensors"
    for name in ours:
        x, y = array.array("f", ours[name]), array.array("f", theirs[name])
        difference = sum((p - q) ** 2 for p, q in zip(x, y))
        norm = sum(q * q for q in y)
        worst = max(worst, (difference / norm) ** 0.5 if norm else difference ** 0.5)
    return worst


def loss_difference(a, b):
    losses = [json.loads(pathlib.Path(p, "losses.json").read_text()) for p in (a, b)]
    lists = [entry["losses"] if isinstance(entry, dict) else entry for entry in losses]
    return max(abs(p - q) / abs(q) for p, q in zip(*lists))


def check_tests(check):
    for program in ("test_ops", "test_model", "test_cuda"):
        check.run(f"{program} on the GPU", [check.bin / program],
                  {"CANOPY_REQUIRE_DEVICE": "cuda", "CANOPY_TEST_DEVICES": "cuda"},
                  judge=suite_figures)
    sanitizer = shutil.which("compute-sanitizer")
    for tool in ("memcheck", "racecheck", "initcheck"):
        if not sanitizer:
            check.rows.append({"name": f"compute-sanitizer {tool}", "passed": None,
                               "error": "compute-sanitizer is not installed here"})
            continue
        check.run(f"compute-sanitizer {tool}",
                  [sanitizer, "--tool", tool, "--error-exitcode", "1", check.bin / "test_ops"],
                  {"CANOPY_REQUIRE_DEVICE": "cuda", "CANOPY_TEST_DEVICES": "cuda"}, within=120)


def check_ten_steps(check):
    for device in ("cpu", "cuda"):
        check.run(f"ten steps on {device}",
                  [check.bin / "canopy_ten_steps", check.scratch / f"ten-{device}", device])
    limit = 1e-4  # both in float32

    def judge(_):
        figures = {
            "loss": loss_difference(check.scratch / "ten-cuda", check.scratch / "ten-cpu"),
            "weights": relative_difference(check.scratch / "ten-cuda/final.safetensors",
                                           check.scratch / "ten-cpu/final.safetensors")}
        assert max(figures.values()) < limit, f"{figures}, above {limit}"
        return figures
    check.run("ten steps, GPU against CPU", ["true"], judge=judge)


def check_runs(check):
    data = check.scratch / "demo"
    trainer = check.bin / "trainer"
    check.run("demo data", [check.bin / "canopy_demo_data", "--out", data])
    settings = ["--set", f"/data/root={data}", "--set", f"/output/dir={check.scratch}/results"]
    check.run("the demo on the GPU",
              [trainer, "--config", ROOT / "configs/demo.json", "--device", "cuda", *settings])
    check.run("the demo's counts",
              [sys.executable, ROOT / "tools/check_counts.py",
               check.scratch / "results/demo/results.csv",
               data / "forest_truth.csv"])

    def reference(name):
        return [trainer, "--config", ROOT / "configs/capuchin.json", "--device", "cuda", *settings,
                "--set", f"/output/name={name}", "--set", "/train/epochs=1",
                "--set", "/train/checkpoints/every=0"]

    def memory(output):
        needed = float(re.search(r"needs ([0-9.]+) GB", output).group(1)) * 1e9
        assert needed <= MEMORY_LIMIT, f"{needed} bytes"
        return {"needs_bytes": needed}
    check.run("the reference network on the GPU", reference("first"), judge=memory)

    def same(_):
        one, two = (tensors(check.scratch / f"results/{n}/model.safetensors")
                    for n in ("first", "second"))
        assert one == two, "two runs of one seed differ"
        return {"tensors": len(one)}
    check.run("once more: the same bits", reference("second"), judge=same)


def check_speed(check):
    for model in ("seed", "compact"):
        out = check.scratch / f"step-{model}.json"
        check.run(f"benchmark: a step of {model}",
                  [check.bin / "canopy_bench", "step", "--model", model, "--device", "cuda",
                   "--json", out], judge=lambda _, out=out: json.loads(out.read_text()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", help="folder for check.json; default: results/<gpu>")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="canopy-check-") as scratch:
        check = Check(pathlib.Path(scratch))
        info = subprocess.run([check.bin / "trainer", "info"], text=True, capture_output=True)
        gpu = re.search(r"^cuda:0: (.*)$", info.stdout, re.M)
        if not gpu:
            sys.exit("no GPU can be used here:\n" + info.stdout + info.stderr)
        check_tests(check)
        check_ten_steps(check)
        check_runs(check)
        check_speed(check)
        name = re.sub(r"[^a-z0-9]+", "-", gpu.group(1).lower()).strip("-")
        out = pathlib.Path(arguments.out or ROOT / "results" / name)
        out.mkdir(parents=True, exist_ok=True)
        failed = [row["name"] for row in check.rows if row["passed"] is False]
        (out / "check.json").write_text(json.dumps(
            {"gpu": gpu.group(1), "host": platform.platform(), "info": info.stdout.splitlines(),
             "passed": not failed, "failed": failed, "checks": check.rows}, indent=1) + "\n")
        print(f"{len(check.rows)} checks, {len(failed)} failed; {out / 'check.json'}")
        sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
