"""The steps of a check: commands that are run one after another, and what each of them showed."""
import os
import signal
import subprocess
import time


class Steps:
    """rows: a dict a step, with passed True, False, or None for a step that was not run."""

    def __init__(self, folder, environment, seconds):
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.end = time.monotonic() + seconds
        self.rows = []

    def left(self):
        """Seconds until the check as a whole shall be over."""
        return self.end - time.monotonic()

    def run(self, name, command, environment=None, within=300, judge=None, expect=0, stop_at=None,
            excuse=None):
        """Passes when the command exits with `expect` and judge(output) gives figures instead of
        raising. stop_at: SIGINT once the output holds this text. excuse: a text in the output that
        says that this machine does not let the step run."""
        print(f"{name} ...", flush=True)
        started = time.monotonic()
        row = {"name": name, "command": [str(word) for word in command]}
        output, row["exit"] = self.call(row["command"], environment or {}, within, stop_at)
        if excuse and excuse in output:
            self.leave_out(name, excuse)
            return False
        row["seconds"] = round(time.monotonic() - started, 1)
        row["passed"] = row["exit"] == expect
        if row["passed"] and judge:
            self.judge(row, judge, output)
        self.close(row, output)
        return row["passed"]

    def compare(self, name, judge):
        """A step that runs nothing but judge()."""
        print(f"{name} ...", flush=True)
        started = time.monotonic()
        row = {"name": name, "passed": True}
        self.judge(row, lambda _: judge(), "")
        row["seconds"] = round(time.monotonic() - started, 1)
        self.close(row, "")

    def leave_out(self, name, why):
        print(f"{name}: not run: {why}", flush=True)
        self.rows.append({"name": name, "passed": None, "why": why})

    def call(self, command, environment, within, stop_at):
        """-> (output, exit code or None)"""
        process = subprocess.Popen(command, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, errors="replace",
                                   env={**self.environment, **environment})
        try:
            said = ""
            while stop_at and stop_at not in said:
                line = process.stdout.readline()
                if not line:
                    break
                said += line
            if stop_at and stop_at in said:
                process.send_signal(signal.SIGINT)
            return said + process.communicate(timeout=within)[0], process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0] + f"\nstopped after {within:.0f} s", None

    @staticmethod
    def judge(row, judge, output):
        try:
            row["figures"] = judge(output)
        except (AssertionError, KeyError, ValueError, OSError, AttributeError) as wrong:
            row["passed"] = False
            row["error"] = f"{type(wrong).__name__}: {wrong}"

    def close(self, row, output):
        if not row["passed"]:
            row["output"] = output[-4000:]
            print("\n".join(output.splitlines()[-30:] + [row.get("error", "")]))
        print(f"  {'passed' if row['passed'] else 'FAILED'} in {row['seconds']} s", flush=True)
        self.rows.append(row)
