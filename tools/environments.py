"""Virtual environments for the comparisons, in .venv/<name> under the repository root.

The product needs none of them: they hold its oracles and its peer (NumPy, PyTorch and the like).
"""
import importlib.util
import os
import pathlib
import subprocess
import sys

import torch_without_cuda

ROOT = pathlib.Path(__file__).resolve().parent.parent


def python(name, packages):
    """The interpreter of .venv/<name>, made or completed first. `packages` are PyPI's names; torch
    comes without its CUDA libraries unless the machine has an NVIDIA driver."""
    folder = ROOT / ".venv" / name
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        print(f"making {folder.relative_to(ROOT)}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    missing = [p for p in packages if not installed(interpreter, p)]
    others = [p for p in missing if p != "torch"]
    if others:
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *others], check=True)
    if "torch" in missing:
        torch_without_cuda.install(interpreter)
    return interpreter


def enter(name, packages):
    """Goes on in this interpreter if it has all packages, else starts the script anew in
    .venv/<name>."""
    if all(importlib.util.find_spec(p) for p in packages):
        return
    interpreter = python(name, packages)
    if pathlib.Path(sys.executable) == interpreter:
        sys.exit(f"{interpreter}: {', '.join(packages)} cannot all be imported; remove .venv/{name}")
    os.execv(interpreter, [str(interpreter), *sys.argv])


def installed(interpreter, package):
    probe = f"import importlib.util, sys; sys.exit(not importlib.util.find_spec('{package}'))"
    return subprocess.run([interpreter, "-c", probe]).returncode == 0
