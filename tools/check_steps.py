"""The steps of a check: commands that run one after another, and what each of them showed.

After every step, and before the first, save(rows) is called, so that a check that is killed leaves
what it found so far. The output of all steps goes to one log file."""
import ctypes
import os
import pathlib
import signal
import subprocess
import tempfile
import time

PASSED = "passed"
FAILED = "failed"
NOT_FINISHED = "not finished"  # ran out of time; says nothing about what was being checked
NOT_POSSIBLE = "not possible here"  # the machine does not let it run
RUNNING = "running"  # found in a saved file: the check was killed during this step

LEAST_SECONDS = 3  # a step with less time than this is not started
POLL_SECONDS = 0.05
KEPT_OUTPUT = 4000  # characters of a failed step's output that its row keeps


class Steps:
    """rows: one dict per step, with its name, its result (above) and its seconds."""

    def __init__(self, folder, environment, seconds, log, save):
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.started = time.monotonic()
        self.end = self.started + seconds
        self.log = pathlib.Path(log)
        self.log.write_text("")
        self.save = save
        self.rows = []

    def left(self):
        """Seconds until the whole check must be over."""
        return self.end - time.monotonic()

    def elapsed(self):
        return time.monotonic() - self.started

    def run(self, name, command, environment=None, within=300, judge=None, expect=0, stop_at=None,
            excuses=()):
        """Runs a command for at most `within` seconds, or what is left of the whole check. Passes
        if it exits with `expect` and judge(output) returns figures instead of raising. stop_at: sends
        SIGINT once the output contains this text. excuses: texts in the output which mean that
        this machine does not let the step run."""
        within = min(within, self.left())
        if within < LEAST_SECONDS:
            self.add(name, NOT_FINISHED, why="no time was left for it")
            return False
        row = self.begin(name, command=[str(word) for word in command])
        try:
            output, row["exit"] = self.call(row["command"], environment or {}, within, stop_at)
        except OSError as wrong:  # there is no such program
            row["result"], row["why"] = FAILED, str(wrong)
            self.finish(row, "")
            return False
        excuse = next((text for text in excuses if text in output), None)
        if row["exit"] is None:
            row["result"], row["why"] = NOT_FINISHED, f"ended after {within:.0f} s"
        elif excuse:
            row["result"], row["why"] = NOT_POSSIBLE, excuse
        elif row["exit"] != expect:
            row["result"], row["why"] = FAILED, f"exit {row['exit']}, expected {expect}"
        else:
            self.judge(row, judge, output)
        self.finish(row, output)
        return row["result"] == PASSED

    def compare(self, name, judge, needs=()):
        """A step that runs nothing but judge(). needs: names of steps without which there is
        nothing to compare."""
        missing = [row["name"] for row in self.rows
                   if row["name"] in needs and row["result"] != PASSED]
        if missing:
            self.add(name, NOT_FINISHED, why="needs: " + ", ".join(missing))
            return
        row = self.begin(name)
        self.judge(row, lambda _: judge(), "")
        self.finish(row, "")

    def add(self, name, result, why):
        """A step that was not run, with the reason."""
        print(f"{name}: {result}: {why}", flush=True)
        self.rows.append({"name": name, "result": result, "why": why})
        self.save(self.rows)

    def with_result(self, result):
        return [row["name"] for row in self.rows if row["result"] == result]

    def begin(self, name, **more):
        print(f"{name} ...", flush=True)
        row = {"name": name, "result": RUNNING, "started_at_s": round(self.elapsed(), 1), **more}
        self.rows.append(row)
        self.save(self.rows)
        return row

    def call(self, command, environment, within, stop_at):
        """-> (output, exit code, or None if the time ran out). The command and all that it starts are
        one process group, which is ended as a whole, also if this check itself is ended. Its output
        goes to a file, so that a grandchild that outlives it cannot hold anything up."""
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.STDOUT, process_group=0,
                                       preexec_fn=end_with_parent,
                                       env={**self.environment, **environment})
            try:
                code = self.wait(process, out, within, stop_at)
            finally:
                end_group(process)
            return read(out), code

    @staticmethod
    def wait(process, out, within, stop_at):
        end = time.monotonic() + within
        while process.poll() is None:
            if time.monotonic() > end:
                return None
            if stop_at and stop_at in read(out):
                process.send_signal(signal.SIGINT)
                stop_at = None
            time.sleep(POLL_SECONDS)
        return process.returncode

    @staticmethod
    def judge(row, judge, output):
        row["result"] = PASSED
        try:
            if judge:
                row["figures"] = judge(output)
        except Exception as wrong:  # whatever a judge trips over, the other steps go on
            row["result"], row["why"] = FAILED, f"{type(wrong).__name__}: {wrong}"

    def finish(self, row, output):
        row["seconds"] = round(self.elapsed() - row["started_at_s"], 1)
        why = f": {row['why']}" if "why" in row else ""
        if row["result"] != PASSED:
            row["output"] = output[-KEPT_OUTPUT:]
            print("\n".join(output.splitlines()[-30:]))
        print(f"  {row['result']} in {row['seconds']} s{why}", flush=True)
        with self.log.open("a") as log:
            log.write(f"==== {row['name']}: {row['result']} in {row['seconds']} s{why}\n"
                      f"{' '.join(row.get('command', []))}\n{output}\n")
        self.save(self.rows)


def end_with_parent():
    """In a new process: have the kernel end it if the check is killed outright."""
    pr_set_pdeathsig = 1  # prctl(2)
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def end_group(process):
    """Ends a command and every process that it left in its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def read(file):
    """All that was written to a file so far, without moving the writer's position."""
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), size, 0).decode(errors="replace")
