"""tools/check_steps.py: a step that hangs, fails or is killed leaves a record of what passed."""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))

import check_steps  # noqa: E402
from check_steps import FAILED, NOT_FINISHED, NOT_POSSIBLE, PASSED, RUNNING, Steps  # noqa: E402

# Its child writes down its process number, keeps the output open and never ends.
HANGING_GRANDCHILD = "sleep 600 & echo $! > grandchild; wait"


def alive(pid):
    """Whether a process runs; one that has ended but was not waited for does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def dies(pid):
    """Waits until a process has ended; the test's own time limit is far away."""
    for _ in range(1000):
        if not alive(pid):
            return True
        time.sleep(0.02)
    return False


class StepsTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.saved = []

    def steps(self, seconds=60):
        return Steps(self.folder, {}, seconds, self.folder / "check.log",
                     lambda rows: self.saved.append(json.loads(json.dumps(rows))))

    def shell(self, steps, name, script, **more):
        return steps.run(name, ["bash", "-c", script], **more)

    def test_a_row_says_what_a_step_showed(self):
        steps = self.steps()
        self.assertTrue(self.shell(steps, "good", "echo 7", judge=int))
        self.assertFalse(self.shell(steps, "bad exit", "echo words; exit 3"))
        self.assertFalse(self.shell(steps, "bad figure", "echo seven", judge=int))
        self.assertTrue(self.shell(steps, "expected", "exit 6", expect=6))
        self.assertFalse(self.shell(steps, "forbidden", "echo NO_COUNTERS here; exit 1",
                                    excuses=("NO_COUNTERS",)))
        self.assertEqual([row["result"] for row in steps.rows],
                         [PASSED, FAILED, FAILED, PASSED, NOT_POSSIBLE])
        self.assertEqual(steps.rows[0]["figures"], 7)
        self.assertEqual(steps.rows[1]["why"], "exit 3, expected 0")
        self.assertEqual(steps.rows[1]["output"], "words\n")
        self.assertIn("seven", steps.rows[2]["why"])
        log = (self.folder / "check.log").read_text()
        self.assertIn("==== bad exit: failed", log)
        self.assertIn("words\n", log)

    def test_a_missing_program_fails_its_step(self):
        steps = self.steps()
        self.assertFalse(steps.run("missing", [self.folder / "none"]))
        self.assertTrue(self.shell(steps, "next", "true"))
        self.assertEqual([row["result"] for row in steps.rows], [FAILED, PASSED])

    def test_a_hanging_grandchild_is_ended_and_the_rest_goes_on(self):
        steps = self.steps()
        self.assertFalse(self.shell(steps, "hangs", HANGING_GRANDCHILD, within=4))
        self.assertTrue(self.shell(steps, "next", "true"))
        self.assertEqual([row["result"] for row in steps.rows], [NOT_FINISHED, PASSED])
        self.assertTrue(dies(int((self.folder / "grandchild").read_text())))

    def test_a_grandchild_that_outlives_its_parent_is_ended(self):
        steps = self.steps()
        self.assertTrue(self.shell(steps, "leaves one", "sleep 600 & echo $! > grandchild"))
        self.assertTrue(dies(int((self.folder / "grandchild").read_text())))

    def test_no_step_gets_more_time_than_is_left(self):
        steps = self.steps(seconds=check_steps.LEAST_SECONDS + 1)
        self.assertFalse(self.shell(steps, "hangs", "sleep 600", within=500))
        self.assertFalse(self.shell(steps, "too late", "true"))
        self.assertEqual([row["result"] for row in steps.rows], [NOT_FINISHED, NOT_FINISHED])
        self.assertEqual(steps.rows[1]["why"], "no time was left for it")

    def test_a_comparison_needs_what_it_compares(self):
        steps = self.steps()
        self.shell(steps, "first", "exit 1")
        steps.compare("first against second", lambda: 1 / 0, needs=("first",))
        steps.compare("raises", lambda: 1 / 0)
        self.assertEqual([row["result"] for row in steps.rows], [FAILED, NOT_FINISHED, FAILED])

    def test_a_step_is_interrupted_at_its_text(self):
        steps = self.steps()
        self.assertTrue(self.shell(
            steps, "stops", "trap 'exit 130' INT; echo epoch 1/4; while :; do sleep 0.05; done",
            stop_at="epoch 1/", expect=130))

    def test_the_record_is_saved_before_and_after_each_step(self):
        steps = self.steps()
        self.shell(steps, "one", "true")
        self.shell(steps, "two", "false")
        self.assertEqual([[row["result"] for row in rows] for rows in self.saved],
                         [[RUNNING], [PASSED], [PASSED, RUNNING], [PASSED, FAILED]])

    def test_a_killed_check_leaves_its_record_and_no_process(self):
        program = f"""
import json, pathlib, sys
sys.path.insert(0, {str(TOOLS)!r})
from check_steps import Steps
folder = pathlib.Path({str(self.folder)!r})
steps = Steps(folder, {{}}, 60, folder / "check.log",
              lambda rows: (folder / "rows.json").write_text(json.dumps(rows)))
steps.run("good", ["true"])
steps.run("hangs", ["bash", "-c", "echo $$ > child; exec sleep 600"])
"""
        check = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL)
        child = self.folder / "child"
        while not (child.exists() and child.read_text().strip()):
            self.assertIsNone(check.poll())
            time.sleep(0.02)
        check.send_signal(signal.SIGKILL)
        check.wait()
        self.assertTrue(dies(int(child.read_text())))
        rows = json.loads((self.folder / "rows.json").read_text())
        self.assertEqual([(row["name"], row["result"]) for row in rows],
                         [("good", PASSED), ("hangs", RUNNING)])


if __name__ == "__main__":
    unittest.main()
