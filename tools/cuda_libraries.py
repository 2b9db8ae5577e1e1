#!/usr/bin/env python3
"""Finds the libraries and tools of CUDA on this machine.

Run as a program, prints the folders of CUDA libraries, separated by colons, for LD_LIBRARY_PATH:
that of an installed toolkit, then those of Python wheels (site-packages/nvidia/*/lib)."""
import argparse
import glob
import os
import pathlib
import shutil
import site
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def wheel_folders():
    """The site-packages/nvidia folders. That of .cuda (tools/setup.sh --cuda) comes first."""
    folders = sorted(glob.glob(str(ROOT / ".cuda/lib/python3*/site-packages")))
    folders += site.getsitepackages() + [site.getusersitepackages()] + sys.path
    if os.environ.get("VIRTUAL_ENV"):
        folders += glob.glob(os.environ["VIRTUAL_ENV"] + "/lib/python3*/site-packages")
    found = [os.path.join(folder, "nvidia") for folder in folders if folder]
    return [folder for folder in dict.fromkeys(found) if os.path.isdir(folder)]


def library_folders():
    """An installed toolkit comes before wheels: the loader uses the first folder with a library."""
    folders = glob.glob("/usr/local/cuda/lib64")
    for wheels in wheel_folders():
        folders += sorted(glob.glob(os.path.join(wheels, "*", "lib")))
    return folders


def tool(name, patterns=()):
    """The path of a CUDA program, or None. `patterns` are more paths to try, with wildcards."""
    patterns = [f"/usr/local/cuda/bin/{name}", *patterns]
    for wheels in wheel_folders():
        patterns.append(os.path.join(wheels, "*", "bin", name))
    on_path = shutil.which(name)
    if on_path:
        return on_path
    for pattern in patterns:
        for path in sorted(glob.glob(pattern), reverse=True):
            if os.access(path, os.X_OK):
                return path
    return None


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__,
                            formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    print(":".join(library_folders()))
