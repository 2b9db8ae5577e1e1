#!/usr/bin/env bash
# tools/gpu_check.sh [--out FOLDER]: proves a build on the GPU of this machine, from a bundle
# (tools/bundle.sh) or from a source tree with a build of preset cuda. Needs the driver, CUDA 13's and
# cuDNN 9's libraries (installed, or as Python wheels) and python3; takes under 8 minutes and writes
# FOLDER/check.json (results/<gpu>/check.json). Exits 1 when something fails.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

# Libraries that come from Python wheels lie in folders of their own under site-packages/nvidia.
wheels=$(python3 - << 'PYTHON'
import glob, site, sys, os
roots = site.getsitepackages() + [site.getusersitepackages()] + sys.path
folders = []
for root in roots:
    for folder in sorted(glob.glob(os.path.join(root, "nvidia", "*", "lib"))):
        if folder not in folders:
            folders.append(folder)
print(":".join(folders))
PYTHON
)
# After the system's own, so that an installed CUDA is used where there is one.
export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/cuda/lib64${wheels:+:$wheels}
exec python3 "$root/tools/gpu_check.py" "$@"
