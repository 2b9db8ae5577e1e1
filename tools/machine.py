"""Facts about this machine, to go with measurements, and the load from other processes."""
import os
import pathlib
import platform
import resource
import subprocess
import time


def facts():
    def first(path, key):
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.split(":", 1)[1].strip()
        return None

    pages = pathlib.Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return dict(processor=first("/proc/cpuinfo", "model name") or platform.machine(),
                cores=len(os.sched_getaffinity(0)), memory=first("/proc/meminfo", "MemTotal"),
                system=platform.freedesktop_os_release().get("PRETTY_NAME"),
                kernel=platform.release(), gpu=gpu(),
                huge_pages=pages.read_text().strip() if pages.exists() else None)


def gpu():
    try:
        query = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version",
                                "--format=csv,noheader"],
                               capture_output=True, text=True)
    except OSError:
        return None
    return query.stdout.strip() or None


def wait_until_quiet(share, seconds):
    """Waits until other processes use at most this share of the processors during one second, for
    at most `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = busy()
        time.sleep(1)
        if busy() - before <= share * os.cpu_count():
            return


def run_alone(command, environment):
    """Runs a command; -> (its output, the share of the processors that other processes used).
    Raises RuntimeError if the command fails."""
    before, own_before, start = busy(), children(), time.monotonic()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True)
    seconds = time.monotonic() - start
    if done.returncode:
        raise RuntimeError(f"{command[0]}: exit {done.returncode}: {done.stderr.strip()[-400:]}")
    others = (busy() - before) - (children() - own_before)
    return done.stdout, max(0.0, others / (seconds * os.cpu_count()))


def busy():
    """Processor seconds of the whole machine that were not idle, including stolen time."""
    fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, _, _, irq, softirq, steal = map(int, fields)
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def children():
    """Processor seconds used by finished child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
