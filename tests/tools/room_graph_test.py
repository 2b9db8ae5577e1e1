"""tools/room_graph.py: this tree passes the check, and the check finds every kind of violation."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TREE = pathlib.Path(__file__).resolve().parents[2]
TOOL = TREE / "tools" / "room_graph.py"

LINKS = """
canopy_room(base Threads::Threads)
canopy_room(ops canopy_base)
canopy_room(audio canopy_base PkgConfig::SNDFILE)
canopy_room(cpu canopy_ops)
canopy_room(devices canopy_ops)
target_link_libraries(canopy_devices PRIVATE canopy_cpu)
canopy_room(model canopy_ops)
canopy_room(run canopy_model canopy_devices)
"""
FILES = {
    "host/CMakeLists.txt": LINKS,
    "host/base/error.h": "",
    "host/ops/backend.h": '#include "base/error.h"\n',
    "host/audio/decoder.cpp": '#include <sndfile.h>\n\n#include "base/error.h"\n',
    "host/cpu/backend.h": '#include "ops/backend.h"\n',
    "host/devices/devices.cpp": '#include "cpu/backend.h"\n#include "ops/backend.h"\n',
    "host/model/network.h": '#pragma once\n#include "ops/backend.h"\n#include "base/error.h"\n',
    "host/run/run.cpp": '#include "model/network.h"\n#include "ops/backend.h"\n',
    "cuda/conv2d.cu": '#include <cuda_runtime.h>\n\n#include "ops/backend.h"\n',
}


def run_tool(*arguments):
    return subprocess.run([sys.executable, TOOL, *arguments], capture_output=True, text=True)


def write_files(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


class SmallTree(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = write_files(pathlib.Path(scratch.name), FILES)

    def check(self):
        return run_tool("--root", self.root, "--check")

    def finds(self, name, text, expected):
        """Tests that --check reports exactly this line if the file has this text."""
        write_files(self.root, {name: text})
        done = self.check()
        self.assertEqual((done.returncode, done.stdout), (1, expected + "\n"), done.stderr)

    def test_a_tree_in_order_passes(self):
        done = self.check()
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_an_include_upwards(self):
        self.finds("host/ops/shapes.cpp", '\n#include "model/network.h"\n',
                   "host/ops/shapes.cpp:2: ops includes model, which is above it")

    def test_an_include_on_the_same_level(self):
        self.finds("host/ops/shapes.cpp", '#  include "audio/decoder.h"\n',
                   "host/ops/shapes.cpp:1: ops includes audio, which is on the same level")

    def test_only_devices_includes_a_backend(self):
        self.finds("host/run/run.cpp", '#include "cpu/backend.h"\n',
                   "host/run/run.cpp:1: run includes cpu; only devices may")
        self.finds("host/run/run.cpp", '#include "cuda/check.h"\n',
                   "host/run/run.cpp:1: run includes cuda; no room may")

    def test_a_backend_includes_only_ops_and_base(self):
        self.finds("cuda/conv2d.cu", '#include "audio/decoder.h"\n',
                   "cuda/conv2d.cu:1: cuda includes audio; it may include only base, ops")

    def test_a_room_that_is_not_linked(self):
        self.finds("host/model/sound.cpp", '#include "audio/decoder.h"\n',
                   "host/model/sound.cpp:1: model includes audio, which canopy_model does not link; "
                   "link it in host/CMakeLists.txt")

    def test_a_cuda_header_in_host(self):
        self.finds("host/model/network.h", "#include <cuda_runtime.h>\n",
                   "host/model/network.h:1: includes <cuda_runtime.h>; "
                   "only cuda/ may include CUDA headers")

    def test_a_room_without_a_level(self):
        self.finds("host/attic/old.cpp", "",
                   "host/attic: not in LEVELS; give the room a level in tools/room_graph.py")

    def test_a_picture_that_is_out_of_date(self):
        picture = self.root / "docs" / "rooms.svg"
        picture.parent.mkdir()
        self.assertEqual(run_tool("--root", self.root, "--svg", picture).returncode, 0)
        self.assertEqual(self.check().returncode, 0)
        write_files(self.root, {"host/model/network.h": "\n\n// a comment moves no arrow\n"
                                                    '#include "ops/backend.h"\n'})
        self.assertEqual(self.check().returncode, 0)
        self.finds("host/model/network.h", "",
                   "docs/rooms.svg: out of date; run tools/room_graph.py --svg docs/rooms.svg")

    def test_the_list(self):
        lines = run_tool("--root", self.root).stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines],
                         ["room", "run", "model", "devices", "cpu", "cuda", "audio", "ops", "base",
                          "all"])
        self.assertEqual(lines[2].split(), ["model", "1", "3", "ops", "1,", "base", "1"])


class ThisTree(unittest.TestCase):
    def test_is_in_order(self):
        done = run_tool("--check")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_every_room_is_listed(self):
        rooms = [path.name for path in (TREE / "host").iterdir() if path.is_dir()]
        listed = [line.split()[0] for line in run_tool().stdout.splitlines()]
        self.assertLess(set(rooms), set(listed))


if __name__ == "__main__":
    unittest.main()
