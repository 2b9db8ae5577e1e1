#!/usr/bin/env python3
"""Runs the checks of the CUDA backend that need a real GPU, part by part. After every step the results
so far are in check.json, and the output of all steps is in check.log. Start it with tools/gpu_check.sh.
Uses only Python's standard library."""
import argparse
import json
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys
import tempfile

import cuda_libraries
import kernel_profile
import machine
from check_steps import FAILED, NOT_FINISHED, NOT_POSSIBLE, PASSED, RUNNING, Steps
from weights import relative_difference, same_bits

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOMETHING_FAILED = 1
NO_GPU = 6  # the exit code of trainer if a device cannot be used
SOMETHING_NOT_FINISHED = 3
# Losses: two fp32 convolution algorithms of one library already differ by 7e-6 after ten steps.
TOLERANCES = {"ten_steps_loss": 1e-4, "ten_steps_weights": 1e-3, "memory_bytes": 10.5e9}
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
        self.environment = {"CANOPY_SOURCE": str(ROOT)}
        if rehearsal:
            self.environment["CANOPY_CUDA_MODULE"] = str(self.lib / "libcanopy_emulated.so")
        self.steps = None

    def info(self):
        """-> (what `trainer info` prints, the GPU's name or None)"""
        said = subprocess.run([self.bin / "trainer", "info"], text=True, capture_output=True,
                              env={**os.environ, **self.environment}).stdout
        gpu = re.search(r"^cuda:0: (.*)$", said, re.M)
        return said, gpu and gpu.group(1)

    def demo_data(self):
        """Makes the demo's clips and recordings once; -> their folder."""
        data = self.scratch / "demo"
        if not data.exists():
            size = ["--clips", "16", "--recordings", "2", "--seconds", "20"] if self.rehearsal else []
            self.steps.run("demo data", [self.bin / "canopy_demo_data", "--out", data, *size],
                           within=60)
        return data


def suite_figures(output):
    """The numbers in Catch2's summary. Raises AssertionError if there is none."""
    found = re.search(r"\((\d+) assertions? in (\d+) test cases?\)|assertions: +(\d+)", output)
    assert found, "the tests printed no summary"
    skipped = re.search(r"test cases:.*?(\d+) skipped", output)
    return {"assertions": int(found.group(1) or found.group(3)),
            "skipped": int(skipped.group(1)) if skipped else 0}


def check_tests(check):
    for program, within in (("test_ops", 120), ("test_model", 60), ("test_cuda", 60)):
        check.steps.run(f"{program} on the GPU", [check.bin / program], ONLY_GPU, within=within,
                        judge=suite_figures)


def check_ten_steps(check):
    for model in ("compact",) if check.rehearsal else ("compact", "seed"):
        folders = {device: check.scratch / f"ten-{model}-{device}" for device in ("cuda", "cpu")}
        names = {device: f"ten steps of {model} on {device}" for device in folders}
        for device, folder in folders.items():
            check.steps.run(names[device], [check.bin / "canopy_ten_steps", folder, model, device],
                            within=90)

        def judge(folders=folders):
            losses = [json.loads((folder / "losses.json").read_text())
                      for folder in folders.values()]
            figures = {
                "loss": max(abs(a - b) / abs(b) for a, b in zip(*losses)),
                "weights": relative_difference(*(folder / "final.safetensors"
                                                 for folder in folders.values()))}
            for name, value in figures.items():
                limit = TOLERANCES["ten_steps_" + name]
                assert value <= limit, f"{name}: {value}, above {limit}"
            return figures
        check.steps.compare(f"ten steps of {model}, GPU and CPU compared", judge, needs=names.values())


def check_demo(check):
    data = check.demo_data()

    def run(name, *more):
        small = SMALL_DEMO if check.rehearsal else []
        return [check.bin / "trainer", "--config", ROOT / "configs/demo.json", "--device", "cuda",
                "--set", f"/data/root={data}", "--set", f"/output/dir={check.scratch}/results",
                "--set", f"/output/name={name}", *small, *more]
    check.steps.run("the demo on the GPU", run("demo"), within=60)
    # In a rehearsal the network is hardly trained, so its counts mean nothing.
    tolerance = ["--within", "1000"] if check.rehearsal else []
    check.steps.run("the demo's counts",
                    [sys.executable, ROOT / "tools/check_counts.py", *tolerance,
                     check.scratch / "results/demo/results.csv", data / "forest_truth.csv"])
    check.steps.run("the demo, interrupted", run("stopped"), expect=130, stop_at="epoch 1/",
                    within=60)
    check.steps.run("the demo, resumed", run("stopped", "--resume"), within=60)
    check.steps.compare(
        "resumed and uninterrupted run: same bits",
        lambda: {"bytes": same_bits(*(check.scratch / f"results/{name}/model.safetensors"
                                      for name in ("demo", "stopped")))},
        needs=("the demo on the GPU", "the demo, resumed"))


def check_reference(check):
    data = check.demo_data()

    def run(name):
        small = SMALL_REFERENCE if check.rehearsal else []
        return [check.bin / "trainer", "--config", ROOT / "configs/capuchin.json",
                "--device", "cuda", "--set", f"/data/root={data}",
                "--set", f"/output/dir={check.scratch}/results", "--set", f"/output/name={name}",
                "--set", "/train/epochs=1", "--set", "/train/checkpoints/every=0", *small]

    def memory(output):
        found = re.search(r"network: (\d+) parameters; needs ([0-9.]+) ([kMG]?)B", output)
        assert found, "trainer did not print the memory it needs"
        needed = float(found.group(2)) * {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[found.group(3)]
        limit = TOLERANCES["memory_bytes"]
        assert needed <= limit, f"needs {needed:g} bytes, above {limit:g}"
        return {"parameters": int(found.group(1)), "needs_bytes": needed}
    names = ("the reference network on the GPU", "the reference network once more")
    check.steps.run(names[0], run("first"), judge=memory, within=120)
    check.steps.run(names[1], run("second"), within=120)
    check.steps.compare(
        "two runs with the same seed: same bits",
        lambda: {"bytes": same_bits(*(check.scratch / f"results/{name}/model.safetensors"
                                      for name in ("first", "second")))}, needs=names)


def bench(check, model, *more):
    samples = "2000" if model == "seed" else "6000"  # compact pools more
    small = ["--clip-samples", samples, "--batch", "4"] if check.rehearsal else []
    return [check.bin / "canopy_bench", "step", "--model", model, "--device", "cuda", *small, *more]


def check_speed(check):
    rounds = ["--iters", "2", "--warmup", "1"] if check.rehearsal else []
    for model in ("seed", "compact"):
        for precision in ("fp32", "tf32", "bf16"):
            if check.rehearsal and precision == "bf16":
                continue
            out = check.scratch / f"step-{model}-{precision}.json"

            def judge(_, model=model, out=out):
                figures = json.loads(out.read_text())
                rows = {row["name"].rpartition("/")[2]: row for row in figures["rows"]}
                if model == "seed":
                    # Dense backward and update are one pass, a part of backward: a lower bound.
                    figures["dense_pass_gigabytes_per_second_at_least"] = (
                        24 * figures["rows"][0]["params"] / rows["backward"]["value"] / 1e6)
                return figures
            check.steps.run(f"benchmark: a step of {model} in {precision}",
                            bench(check, model, "--precision", precision, *rounds, "--json", out),
                            judge=judge, within=60)


def check_profile(check):
    name = "the five slowest kernels of a step (Nsight Compute)"
    ncu = cuda_libraries.tool("ncu", ["/opt/nvidia/nsight-compute/*/ncu"])
    if not ncu:
        check.steps.add(name, NOT_POSSIBLE, "ncu not found; it comes with Nsight Compute")
    elif check.rehearsal:
        check.steps.add(name, NOT_POSSIBLE, f"{ncu} needs a GPU")
    else:
        check.steps.run(name, kernel_profile.command(ncu, bench(check, "seed", "--iters", "1",
                                                                "--warmup", "0")),
                        judge=kernel_profile.slowest, within=90,
                        excuses=kernel_profile.NO_COUNTERS)


def initcheck_figures(output):
    """initcheck, for all kernels: one that sees only Canopy's would report every value that cuFFT or
    cuDNN wrote. What a library's own kernels read is not judged."""
    assert "ERROR SUMMARY" in output, "initcheck printed no summary"
    places = re.findall(r"Uninitialized [^\n]*\n=+ +(at [^\n]*)", output)
    reads = output.count("= Uninitialized ")
    assert len(places) == reads, f"{reads} uninitialised reads, but {len(places)} places"
    ours = [place for place in places if "canopy::" in place]
    assert not ours, f"{len(ours)} uninitialised reads, the first {ours[0]}"
    return {**suite_figures(output), "reads_in_libraries": len(places)}


def check_sanitizer(check):
    sanitizer = cuda_libraries.tool("compute-sanitizer")
    ours = ["--error-exitcode", "1", "--kernel-name", "kns=canopy"]
    for tool, options, judge in (("memcheck", ours, suite_figures),
                                 ("racecheck", ours, suite_figures),
                                 ("initcheck", [], initcheck_figures)):
        for program in ("test_ops", "test_model"):
            name = f"compute-sanitizer {tool}, {program}"
            tests = [check.bin / program, "[sanitize]"]  # a few fast tests that launch every op
            if check.rehearsal:
                check.steps.run(f"{name}, rehearsed without it", tests, ONLY_GPU,
                                judge=suite_figures)
            elif not sanitizer:
                check.steps.add(name, NOT_POSSIBLE,
                                "not found; pip install nvidia-cuda-sanitizer-api")
            else:
                # The tests provoke failing API calls, so these are not reported.
                check.steps.run(name, [sanitizer, "--tool", tool, "--report-api-errors", "no",
                                       *options, *tests], ONLY_GPU, judge=judge, within=75,
                                excuses=("Device not supported",))


# In order of worth: what a check that is cut short should have shown first.
PARTS = {"tests": check_tests, "steps": check_ten_steps, "demo": check_demo,
         "reference": check_reference, "bench": check_speed, "sanitize": check_sanitizer,
         "profile": check_profile}


def find_programs(given):
    for folder in [pathlib.Path(given)] if given else [ROOT / "bin", ROOT / "build/cuda/bin"]:
        if (folder / "trainer").exists():
            return folder.resolve()
    sys.exit("gpu_check: no programs here: build with tools/build.sh cuda, or run this in a bundle")


def selected(text):
    parts = text.split(",")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown part {unknown[0]}; the parts are "
                                         + ", ".join(PARTS))
    return [part for part in PARTS if part in parts]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", help="folder for check.json and check.log; default: results/<gpu>")
    parser.add_argument("--only", type=selected, default=list(PARTS), metavar="PART,...",
                        help="these parts alone, of " + ", ".join(PARTS) + "; the files are then "
                        "check-<parts>.json and .log")
    parser.add_argument("--seconds", type=float, default=540,
                        help="end the check after this time; default: %(default)g")
    parser.add_argument("--rehearse", action="store_true",
                        help="every step on the emulated device, with small networks")
    parser.add_argument("--programs", help="the folder of trainer and the tests")
    return parser.parse_args()


def exit_code(steps):
    if steps.with_result(FAILED):
        return SOMETHING_FAILED
    return SOMETHING_NOT_FINISHED if steps.with_result(NOT_FINISHED) else 0


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends the step, too
    with tempfile.TemporaryDirectory(prefix="canopy-check-") as scratch:
        check = Check(find_programs(options.programs), options.rehearse, pathlib.Path(scratch))
        info, gpu = check.info()
        if not gpu:
            why = re.search(r"^cuda: not available: (.*)$", info, re.M)
            print("gpu_check: no GPU can be used here: " + (why.group(1) if why else info.strip()),
                  file=sys.stderr)
            sys.exit(NO_GPU)
        out = pathlib.Path(options.out or ROOT / "results" / re.sub(r"[^a-z0-9]+", "-",
                                                                   gpu.lower()).strip("-"))
        out.mkdir(parents=True, exist_ok=True)
        everything = len(options.only) == len(PARTS)
        report = out / ("check.json" if everything else f"check-{'-'.join(options.only)}.json")
        facts = {"gpu": gpu, "rehearsal": options.rehearse, "parts": options.only,
                 "host": platform.platform(), "machine": machine.facts(),
                 "info": info.splitlines(), "tolerances": TOLERANCES}

        def save(rows):
            results = {kind.replace(" ", "_"): [row["name"] for row in rows if row["result"] == kind]
                       for kind in (FAILED, NOT_FINISHED, NOT_POSSIBLE, RUNNING)}
            text = json.dumps({**facts, "seconds": round(check.steps.elapsed(), 1),
                               "passed": sum(row["result"] == PASSED for row in rows), **results,
                               "steps": rows}, indent=1)
            partial = report.with_suffix(".part")
            partial.write_text(text + "\n")
            partial.replace(report)  # a kill leaves the old file or the new one

        check.steps = Steps(check.scratch, check.environment, options.seconds,
                            report.with_suffix(".log"), save)
        for part in options.only:
            PARTS[part](check)
        steps = check.steps
        print(", ".join(f"{len(steps.with_result(kind))} {kind}"
                        for kind in (PASSED, FAILED, NOT_FINISHED, NOT_POSSIBLE)) + f"; {report}")
    sys.exit(exit_code(steps))


if __name__ == "__main__":
    main()
