"""Installs PyTorch for the CPU from PyPI without the two gigabytes of CUDA libraries it requires.

The Linux wheel is linked with those libraries and does not start without them, but its CPU code
calls none of their functions. Two small libraries are installed, which PyTorch needs to detect that
there is no GPU. The others are replaced by stubs that define only the symbols that PyTorch is
linked with. If that does not work, or if there is an NVIDIA driver, PyTorch is installed with all
its dependencies.
"""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CUDA_PACKAGE = re.compile(r"(nvidia|cuda|triton)")
CUDA_LIBRARY = re.compile(r"lib(cu|nccl|nv)\w*\.so\.\d+")
DRIVER = "libcuda.so.1"  # opened only at run time, if it exists


def install(interpreter):
    pip = [interpreter, "-m", "pip", "install", "--quiet"]
    if not shutil.which("nvidia-smi"):
        try:
            install_cpu_only(interpreter, pip)
            return
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"torch does not run without its CUDA libraries ({error}); installing them",
                  file=sys.stderr)
    subprocess.run([*pip, "torch"], check=True)


def install_cpu_only(interpreter, pip):
    pip = [*pip, "--no-warn-conflicts"]  # which would list every CUDA library as missing
    subprocess.run([*pip, "--no-deps", "torch"], check=True)
    wanted = ask(interpreter, "import importlib.metadata as m\n"
                              "print('\\n'.join(m.requires('torch') or []))").splitlines()
    kept = [w for w in wanted if not CUDA_PACKAGE.match(w) and "extra ==" not in w]
    subprocess.run([*pip, *kept], check=True)
    package = pathlib.Path(ask(interpreter, "import importlib.util as u\n"
                                            "print(u.find_spec('torch').origin)")).parent
    cuda = re.search(r"cuda\b.*= '(\d+\.\d+)", (package / "version.py").read_text())[1]
    subprocess.run([*pip, "--no-deps", f"nvidia-cuda-runtime=={cuda}.*",
                    f"nvidia-cuda-cupti=={cuda}.*"], check=True)
    present = {path.name for path in package.parent.glob("nvidia/*/lib/*")}
    make_stubs(package / "lib", present)
    ask(interpreter, "import torch\n"
                     "assert not torch.cuda.is_available()\n"
                     "assert torch.ones(2, 2).mm(torch.ones(2, 2))[0, 0] == 2")


def make_stubs(folder, present):
    """Builds a stub for each library that is missing. It defines the functions, with the symbol
    versions, that the libraries in `folder` import."""
    versions = collections.defaultdict(set)   # library -> its symbol versions
    names = collections.defaultdict(set)      # version -> symbols; "": unversioned symbols
    libraries = set()
    for path in folder.glob("*.so"):
        text = subprocess.run(["readelf", "--wide", "--dyn-syms", "--version-info", "--dynamic",
                               path], check=True, capture_output=True, text=True).stdout
        libraries |= {m[0] for m in CUDA_LIBRARY.finditer("\n".join(re.findall(r"NEEDED.*", text)))}
        for library, block in re.findall(r"File: (\S+) +Cnt.*\n((?:.*Name:.*\n)+)", text):
            versions[library] |= set(re.findall(r"Name: (\S+)", block))
        for name, version in re.findall(r" UND (\w+)@(\S+)", text):
            names[version].add(name)
        names[""] |= set(re.findall(r" UND ((?:cusparseLt|nccl|cuFile)\w+)$", text, re.M))
    with tempfile.TemporaryDirectory() as scratch:
        source, script = pathlib.Path(scratch, "names.c"), pathlib.Path(scratch, "versions")
        for library in sorted(libraries - present - {DRIVER}):
            versioned = {v: names[v] for v in versions[library]}
            functions = set().union(*versioned.values()) if versioned else names[""]
            source.write_text("".join(f"int {name}(void) {{ return 1; }}\n" for name in functions))
            script.write_text("".join(
                f"{v} {{ {'global: ' if found else ''}{' '.join(n + ';' for n in found)} }};\n"
                for v, found in versioned.items()))
            extra = [f"-Wl,--version-script={script}"] if script.stat().st_size else []
            subprocess.run(["cc", "-shared", source, "-o", folder / library,
                            f"-Wl,-soname,{library}", *extra], check=True)


def ask(interpreter, program):
    done = subprocess.run([interpreter, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()
