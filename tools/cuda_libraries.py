#!/usr/bin/env python3
"""Where CUDA's libraries and tools may lie on this machine.

Run as a program it prints the folders of libraries that came as Python wheels (each in a folder of
its own under site-packages/nvidia), joined with colons: for LD_LIBRARY_PATH. The system's own are
found without that."""
import glob
import os
import pathlib
import shutil
import site
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def wheel_folders():
    """The site-packages/nvidia folders, .cuda's (tools/setup.sh --cuda) first."""
    places = sorted(glob.glob(str(ROOT / ".cuda/lib/python3*/site-packages")))
    places += site.getsitepackages() + [site.getusersitepackages()] + sys.path
    if os.environ.get("VIRTUAL_ENV"):
        places += glob.glob(os.environ["VIRTUAL_ENV"] + "/lib/python3*/site-packages")
    found = [os.path.join(place, "nvidia") for place in places if place]
    return [folder for folder in dict.fromkeys(found) if os.path.isdir(folder)]


def library_folders():
    """The first folder that has each library counts; an installed toolkit comes before wheels."""
    folders = glob.glob("/usr/local/cuda/lib64")
    for wheels in wheel_folders():
        folders += sorted(glob.glob(os.path.join(wheels, "*", "lib")))
    return folders


def tool(name, also=()):
    """The path of one of CUDA's programs, or None."""
    places = [f"/usr/local/cuda/bin/{name}", *also]
    for wheels in wheel_folders():
        places.append(os.path.join(wheels, "*", "bin", name))
    on_path = shutil.which(name)
    if on_path:
        return on_path
    for place in places:
        for path in sorted(glob.glob(place), reverse=True):
            if os.access(path, os.X_OK):
                return path
    return None


if __name__ == "__main__":
    print(":".join(library_folders()))
