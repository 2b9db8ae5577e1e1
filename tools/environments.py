"""Python environments for the comparisons, in .venv/<name> under the repository root.

They hold the libraries that Canopy is compared with (NumPy, PyTorch and others). Canopy itself
needs none of them.
"""
import importlib.util
import os
import pathlib
import subprocess
import sys

import torch_without_cuda

ROOT = pathlib.Path(__file__).resolve().parent.parent


def python(name, packages):
    """The interpreter of .venv/<name>, which is created and given missing packages if necessary.
    `packages` are names on PyPI, which must also be module names; torch is installed without its
    CUDA libraries unless the machine has an NVIDIA driver."""
    folder = ROOT / ".venv" / name
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        print(f"creating {folder.relative_to(ROOT)}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    missing = [p for p in packages if not installed(interpreter, p)]
    others = [p for p in missing if p != "torch"]
    if others:
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *others], check=True)
    if "torch" in missing:
        torch_without_cuda.install(interpreter)
    return interpreter


def enter(name, packages):
    """Continues in this interpreter if it has all packages; otherwise restarts the script in
    .venv/<name>."""
    if all(importlib.util.find_spec(p) for p in packages):
        return
    interpreter = python(name, packages)
    if pathlib.Path(sys.executable) == interpreter:
        sys.exit(f"{interpreter}: cannot import all of {', '.join(packages)}; delete .venv/{name} "
                 f"and try again")
    os.execv(interpreter, [str(interpreter), *sys.argv])


def installed(interpreter, package):
    probe = f"import importlib.util, sys; sys.exit(not importlib.util.find_spec('{package}'))"
    return subprocess.run([interpreter, "-c", probe]).returncode == 0
