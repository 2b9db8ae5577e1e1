"""The steps of a check: runs commands one after another and records the result of each."""
import os
import signal
import subprocess
import time


class Steps:
    """rows: one dict per step. Its `passed` is True, False, or None if the step was skipped."""

    def __init__(self, folder, environment, seconds):
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.end = time.monotonic() + seconds
        self.rows = []

    def left(self):
        """Seconds left for the whole check."""
        return self.end - time.monotonic()

    def run(self, name, command, environment=None, timeout_s=300, evaluate=None, exit_code=0,
            interrupt_at=None, skip_if=None):
        """Runs a command; returns whether it passed.

        It passes if it exits with `exit_code` and evaluate(output), which returns figures to
        record, raises no exception. interrupt_at: once the output contains this text, the command
        gets a SIGINT. skip_if: if the output contains this text, this machine does not allow the
        step, which then counts as skipped."""
        print(f"{name} ...", flush=True)
        started = time.monotonic()
        row = {"name": name, "command": [str(word) for word in command]}
        output, row["exit"] = self._call(row["command"], environment or {}, timeout_s, interrupt_at)
        if skip_if and skip_if in output:
            self.skip(name, skip_if)
            return False
        row["seconds"] = round(time.monotonic() - started, 1)
        row["passed"] = row["exit"] == exit_code
        if row["passed"] and evaluate:
            self._evaluate(row, evaluate, output)
        self._close(row, output)
        return row["passed"]

    def compare(self, name, evaluate):
        """A step without a command: it passes unless evaluate() raises an exception."""
        print(f"{name} ...", flush=True)
        started = time.monotonic()
        row = {"name": name, "passed": True}
        self._evaluate(row, lambda _: evaluate(), "")
        row["seconds"] = round(time.monotonic() - started, 1)
        self._close(row, "")

    def skip(self, name, why):
        print(f"{name}: skipped: {why}", flush=True)
        self.rows.append({"name": name, "passed": None, "why": why})

    def _call(self, command, environment, timeout_s, interrupt_at):
        """-> (output, exit code, or None after a timeout)"""
        process = subprocess.Popen(command, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, errors="replace",
                                   env={**self.environment, **environment})
        try:
            output = ""
            while interrupt_at and interrupt_at not in output:
                line = process.stdout.readline()
                if not line:
                    break
                output += line
            if interrupt_at and interrupt_at in output:
                process.send_signal(signal.SIGINT)
            return output + process.communicate(timeout=timeout_s)[0], process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0] + f"\nkilled after {timeout_s:.0f} s", None

    @staticmethod
    def _evaluate(row, evaluate, output):
        try:
            row["figures"] = evaluate(output)
        except (AssertionError, KeyError, ValueError, OSError, AttributeError) as error:
            row["passed"] = False
            row["error"] = f"{type(error).__name__}: {error}"

    def _close(self, row, output):
        if not row["passed"]:
            row["output"] = output[-4000:]
            print("\n".join(output.splitlines()[-30:] + [row.get("error", "")]))
        print(f"  {'passed' if row['passed'] else 'FAILED'} in {row['seconds']} s", flush=True)
        self.rows.append(row)
