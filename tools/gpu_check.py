#!/usr/bin/env python3
"""Runs all checks of the CUDA backend that need a real GPU, and writes their results and times to
one JSON file. Start it with tools/gpu_check.sh. Uses only Python's standard library.

Expected times on an H100: tests 60 s, ten steps 40 s (on the CPU), demo with resume 30 s, the
reference network twice 80 s, benchmarks 20 s; compute-sanitizer and Nsight Compute share the rest
of the eight minutes.

Exit code: 0 if all checks passed, 1 if one failed, 6 if no GPU can be used."""
import argparse
import json
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

import cuda_libraries
import kernel_profile
import machine
from check_steps import Steps
from weights import relative_difference, same_bits

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 480  # for the whole check
NO_GPU = 6  # the exit code of trainer if a device cannot be used
TOLERANCES = {"ten_steps_loss": 1e-5, "ten_steps_weights": 1e-3, "memory_bytes": 10.5e9}
ONLY_GPU = {"CANOPY_REQUIRE_DEVICE": "cuda", "CANOPY_TEST_DEVICES": "cuda"}
# For --rehearse: small enough that the emulated device takes seconds.
SMALL_DEMO = ["--set", "/train/epochs=2", "--set", "/features/clip_samples=16000"]
SMALL_REFERENCE = ["--set", "/features/clip_samples=2000", "--set", "/model/layers/3/units=4",
                   "--set", "/scan/step_s=30"]


class Check:
    def __init__(self, programs, rehearsal, scratch):
        self.bin = programs
        self.lib = programs.parent / "lib"
        self.rehearsal = rehearsal
        self.scratch = scratch
        environment = {"CANOPY_SOURCE": str(ROOT)}
        if rehearsal:
            environment["CANOPY_CUDA_MODULE"] = str(self.lib / "libcanopy_emulated.so")
        self.steps = Steps(scratch, environment, SECONDS)

    def info(self):
        """-> (output of `trainer info`, name of the GPU or None)"""
        output = subprocess.run([self.bin / "trainer", "info"], text=True, capture_output=True,
                                env=self.steps.environment).stdout
        gpu = re.search(r"^cuda:0: (.*)$", output, re.M)
        return output, gpu and gpu.group(1)


def suite_figures(output):
    """The numbers in Catch2's summary. Raises AssertionError if there is none."""
    found = re.search(r"\((\d+) assertions? in (\d+) test cases?\)|assertions: +(\d+)", output)
    assert found, "the tests printed no summary"
    skipped = re.search(r"test cases:.*?(\d+) skipped", output)
    return {"assertions": int(found.group(1) or found.group(3)),
            "skipped": int(skipped.group(1)) if skipped else 0}


def check_tests(check):
    for program in ("test_ops", "test_model", "test_cuda"):
        check.steps.run(f"{program} on the GPU", [check.bin / program], ONLY_GPU,
                        evaluate=suite_figures)


def check_ten_steps(check):
    for model in ("compact",) if check.rehearsal else ("compact", "seed"):
        folders = {device: check.scratch / f"ten-{model}-{device}" for device in ("cpu", "cuda")}
        for device, folder in folders.items():
            check.steps.run(f"ten steps of {model} on {device}",
                            [check.bin / "canopy_ten_steps", folder, model, device])

        def evaluate(folders=folders):
            losses = [json.loads((folder / "losses.json").read_text())
                      for folder in folders.values()]
            figures = {
                "loss": max(abs(a - b) / abs(a) for a, b in zip(*losses)),
                "weights": relative_difference(*(folder / "final.safetensors"
                                                 for folder in folders.values()))}
            for name, value in figures.items():
                limit = TOLERANCES["ten_steps_" + name]
                assert value <= limit, f"{name} differ by {value}, more than {limit}"
            return figures
        check.steps.compare(f"ten steps of {model}, GPU and CPU compared", evaluate)


def check_demo(check):
    data = check.scratch / "demo"
    size = ["--clips", "16", "--recordings", "2", "--seconds", "20"] if check.rehearsal else []
    check.steps.run("demo data", [check.bin / "canopy_demo_data", "--out", data, *size])

    def run(name, *more):
        small = SMALL_DEMO if check.rehearsal else []
        return [check.bin / "trainer", "--config", ROOT / "configs/demo.json", "--device", "cuda",
                "--set", f"/data/root={data}", "--set", f"/output/dir={check.scratch}/results",
                "--set", f"/output/name={name}", *small, *more]
    check.steps.run("the demo on the GPU", run("demo"))
    # In a rehearsal the network is hardly trained, so its counts mean nothing.
    within = ["--within", "1000"] if check.rehearsal else []
    check.steps.run("the demo's counts",
                    [sys.executable, ROOT / "tools/check_counts.py", *within,
                     check.scratch / "results/demo/results.csv", data / "forest_truth.csv"])
    check.steps.run("the demo, interrupted", run("stopped"), exit_code=130,
                    interrupt_at="epoch 1/")
    check.steps.run("the demo, resumed", run("stopped", "--resume"))
    check.steps.compare("resumed and uninterrupted run: same bits", lambda: {"bytes": same_bits(
        *(check.scratch / f"results/{name}/model.safetensors" for name in ("demo", "stopped")))})


def check_reference(check):
    def run(name):
        small = SMALL_REFERENCE if check.rehearsal else []
        return [check.bin / "trainer", "--config", ROOT / "configs/capuchin.json",
                "--device", "cuda", "--set", f"/data/root={check.scratch}/demo",
                "--set", f"/output/dir={check.scratch}/results", "--set", f"/output/name={name}",
                "--set", "/train/epochs=1", "--set", "/train/checkpoints/every=0", *small]

    def memory(output):
        found = re.search(r"network: (\d+) parameters; needs ([0-9.]+) ([kMG]?)B", output)
        assert found, "trainer did not print how much memory it needs"
        needed = float(found.group(2)) * {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[found.group(3)]
        limit = TOLERANCES["memory_bytes"]
        assert needed <= limit, f"needs {needed:g} bytes, more than {limit:g}"
        return {"parameters": int(found.group(1)), "needs_bytes": needed}
    check.steps.run("the reference network on the GPU", run("first"), evaluate=memory)
    check.steps.run("the reference network again", run("second"))
    check.steps.compare("two runs with one seed: same bits", lambda: {"bytes": same_bits(
        *(check.scratch / f"results/{name}/model.safetensors" for name in ("first", "second")))})


def bench(check, model, *more):
    samples = "2000" if model == "seed" else "6000"  # compact has more pooling
    small = ["--clip-samples", samples, "--batch", "4"] if check.rehearsal else []
    return [check.bin / "canopy_bench", "step", "--model", model, "--device", "cuda", *small, *more]


def check_speed(check):
    for model in ("seed", "compact"):
        out = check.scratch / f"step-{model}.json"

        def evaluate(_, model=model, out=out):
            figures = json.loads(out.read_text())
            rows = {row["name"].rpartition("/")[2]: row for row in figures["rows"]}
            if model == "seed":
                # Backward includes the fused pass that computes the dense layer's gradient and
                # updates its weights, so this is a lower bound for the pass.
                figures["dense_pass_gigabytes_per_second_at_least"] = (
                    24 * figures["rows"][0]["params"] / rows["backward"]["value"] / 1e6)
            return figures
        rounds = ["--iters", "2", "--warmup", "1"] if check.rehearsal else []
        check.steps.run(f"benchmark: a step of {model}",
                        bench(check, model, *rounds, "--json", out), evaluate=evaluate)


def check_sanitizer(check):
    sanitizer = cuda_libraries.tool("compute-sanitizer")
    tools = ("memcheck", "racecheck", "initcheck")
    for index, tool in enumerate(tools):
        name = f"compute-sanitizer {tool}"
        if not sanitizer:
            check.steps.skip(name, "not found; pip install nvidia-cuda-sanitizer-api")
        elif check.rehearsal:
            check.steps.skip(name, f"{sanitizer} needs a GPU")
        else:
            # Only Canopy's kernels. The tests provoke failing API calls, so these are not reported.
            check.steps.run(name, [sanitizer, "--tool", tool, "--error-exitcode", "1",
                                   "--report-api-errors", "no", "--kernel-name", "kns=canopy",
                                   check.bin / "test_ops"], ONLY_GPU, evaluate=suite_figures,
                            timeout_s=max(30, (check.steps.left() - 60) / (len(tools) - index)))


def check_profile(check):
    name = "the five slowest kernels of a step (Nsight Compute)"
    ncu = cuda_libraries.tool("ncu", ["/opt/nvidia/nsight-compute/*/ncu"])
    if not ncu:
        check.steps.skip(name, "ncu not found; it is part of Nsight Compute")
    elif check.rehearsal:
        check.steps.skip(name, f"{ncu} needs a GPU")
    else:
        program = bench(check, "seed", "--iters", "1", "--warmup", "0")
        check.steps.run(name, kernel_profile.command(ncu, program),
                        evaluate=kernel_profile.slowest, timeout_s=max(60, check.steps.left()),
                        skip_if="ERR_NVGPUCTRPERM")  # the counters need administrator rights


def find_programs(given):
    for folder in [pathlib.Path(given)] if given else [ROOT / "bin", ROOT / "build/cuda/bin"]:
        if (folder / "trainer").exists():
            return folder.resolve()
    sys.exit("gpu_check: trainer not found; run tools/build.sh cuda, or run this in a bundle")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", metavar="FOLDER",
                        help="where check.json is written; default: results/<gpu>")
    parser.add_argument("--rehearse", action="store_true",
                        help="run every step on the emulated device of the tests, with small "
                             "networks; this tests the script, not a GPU")
    parser.add_argument("--programs", metavar="FOLDER",
                        help="folder with trainer and the tests; default: bin or build/cuda/bin")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="canopy-check-") as scratch:
        check = Check(find_programs(options.programs), options.rehearse, pathlib.Path(scratch))
        info, gpu = check.info()
        if not gpu:
            why = re.search(r"^cuda: not available: (.*)$", info, re.M)
            print("gpu_check: no GPU can be used: " + (why.group(1) if why else info.strip()),
                  file=sys.stderr)
            sys.exit(NO_GPU)
        for part in (check_tests, check_ten_steps, check_demo, check_reference, check_speed,
                     check_sanitizer, check_profile):
            part(check)
        name = re.sub(r"[^a-z0-9]+", "-", gpu.lower()).strip("-")
        out = pathlib.Path(options.out or ROOT / "results" / name)
        out.mkdir(parents=True, exist_ok=True)
        rows = check.steps.rows
        failed = [row["name"] for row in rows if row["passed"] is False]
        (out / "check.json").write_text(json.dumps(
            {"gpu": gpu, "rehearsal": options.rehearse, "passed": not failed, "failed": failed,
             "not_run": [row["name"] for row in rows if row["passed"] is None],
             "seconds": round(SECONDS - check.steps.left(), 1), "tolerances": TOLERANCES,
             "host": platform.platform(), "machine": machine.facts(), "info": info.splitlines(),
             "checks": rows}, indent=1) + "\n")
        print(f"{len(rows)} checks, {len(failed)} failed; see {out / 'check.json'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
