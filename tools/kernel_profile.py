"""The kernels of a program that take the most time, measured with Nsight Compute."""
import csv
import io

# What ncu says where this machine or this user may not read the GPU's counters.
NO_COUNTERS = ("ERR_NVGPUCTRPERM", "Failed to initialize the profiler", "LibraryNotLoaded")
METRICS = ("gpu__time_duration.sum", "dram__bytes.sum",
           "gpu__dram_throughput.avg.pct_of_peak_sustained_elapsed",
           "sm__throughput.avg.pct_of_peak_sustained_elapsed", "launch__registers_per_thread")


def command(ncu, program):
    """Prints CSV in base units (nanoseconds, bytes): one line per kernel launch and metric. The GPU's
    clocks are left alone."""
    return [ncu, "--clock-control", "none", "--csv", "--print-units", "base", "--metrics",
            ",".join(METRICS), *program]


def rows(output):
    """The rows of ncu's table, without other output of ncu and the program."""
    lines = output.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith('"ID"')]
    assert starts, "ncu printed no table: " + " ".join(lines[-3:])
    table = [line for line in lines[starts[0]:] if line.startswith('"')]
    return list(csv.DictReader(io.StringIO("\n".join(table))))


def slowest(output, count=5):
    """The kernels that took the most time; launches of the same kernel are added up."""
    launches = {}
    for row in rows(output):
        launch = launches.setdefault(row["ID"], {"kernel": row["Kernel Name"]})
        launch[row["Metric Name"]] = float(row["Metric Value"].replace(",", ""))
    kernels = {}
    for launch in launches.values():
        kernel = kernels.setdefault(launch["kernel"], {"launches": 0, "ns": 0.0, "bytes": 0.0,
                                                       "dram_percent": 0.0, "sm_percent": 0.0})
        nanoseconds = launch[METRICS[0]]
        kernel["launches"] += 1
        kernel["ns"] += nanoseconds
        kernel["bytes"] += launch[METRICS[1]]
        kernel["dram_percent"] += launch[METRICS[2]] * nanoseconds  # for a mean weighted by time
        kernel["sm_percent"] += launch[METRICS[3]] * nanoseconds
        kernel["registers"] = launch[METRICS[4]]
    total = sum(kernel["ns"] for kernel in kernels.values())
    result = []
    for name, kernel in sorted(kernels.items(), key=lambda item: -item[1]["ns"])[:count]:
        result.append({"kernel": name, "launches": kernel["launches"],
                       "milliseconds": kernel["ns"] / 1e6, "share": kernel["ns"] / total,
                       "gigabytes_per_second": kernel["bytes"] / kernel["ns"],
                       "dram_percent_of_peak": kernel["dram_percent"] / kernel["ns"],
                       "sm_percent_of_peak": kernel["sm_percent"] / kernel["ns"],
                       "registers": kernel["registers"]})
    return result
