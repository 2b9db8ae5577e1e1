#!/usr/bin/env python3
"""Repeats ten of Canopy's training steps in PyTorch from the same weights and compares.

    tests/oracle/ten_steps.py [--program build/cpu/bin/canopy_ten_steps] [--device cpu]

canopy_ten_steps trains the reference network and the compact network (6,000-sample clips, batch
size 16) and writes its inputs, its weights before and after, and its losses. PyTorch repeats the
steps twice: in float32, and in float64 to see which program's rounding causes a difference. Exit
code 1 if a loss differs by more than --loss-tolerance (relative) or a final weight by more than
--weight-tolerance (absolute). If this Python has no PyTorch or safetensors, they are installed in
.venv/bench.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import environments  # noqa: E402

environments.enter("bench", ["torch", "numpy", "safetensors"])
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from safetensors.torch import load_file  # noqa: E402

LEARNING_RATE, EPSILON = 0.001, 1e-7  # as in canopy_ten_steps


def channels_first(tensor):
    """Canopy's images and kernels have channels last."""
    return tensor.permute(0, 3, 1, 2) if tensor.dim() == 4 else tensor


def reference(w, x):
    """Two convolutions, then dense layers over [height, width, channels]; returns logits."""
    for layer in ("layers.0", "layers.1"):
        x = F.relu(F.conv2d(x, w[layer + ".kernel"], w[layer + ".bias"]))
    x = x.permute(0, 2, 3, 1).flatten(1)
    x = F.relu(F.linear(x, w["layers.3.kernel"], w["layers.3.bias"]))
    return F.linear(x, w["layers.4.kernel"], w["layers.4.bias"]).squeeze(1)


def compact(w, x):
    """Four blocks of convolution, batch norm, ReLU and pooling, then global average pooling."""
    for conv in (0, 3, 6, 9):
        x = F.conv2d(x, w[f"layers.{conv}.kernel"], padding=1)
        norm = f"layers.{conv + 1}."
        x = F.batch_norm(x, w[norm + "running_mean"], w[norm + "running_var"], w[norm + "gamma"],
                         w[norm + "beta"], training=True, momentum=0.1, eps=1e-5)
        x = F.max_pool2d(F.relu(x), 2)
    return F.linear(x.mean((2, 3)), w["layers.13.kernel"], w["layers.13.bias"]).squeeze(1)


def repeat(network, folder, dtype):
    """Returns the losses of the steps and the weights after them."""
    weights = {name: channels_first(value).to(dtype).clone()
               for name, value in load_file(folder / "initial.safetensors").items()}
    trained = [value.requires_grad_() for name, value in weights.items() if "running" not in name]
    adam = torch.optim.Adam(trained, lr=LEARNING_RATE, eps=EPSILON)
    inputs, losses = load_file(folder / "inputs.safetensors"), []
    for x, y in zip(inputs["x"], inputs["y"]):
        loss = F.binary_cross_entropy_with_logits(network(weights, x.to(dtype)[:, None]),
                                                  y.to(dtype))
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(float(loss.detach()))
    return losses, {name: value.detach() for name, value in weights.items()}


def compare(model, network, dtype, folder, args):
    """Prints the differences; returns whether they are within the tolerances."""
    torch_losses, torch_weights = repeat(network, folder, dtype)
    losses = json.loads((folder / "losses.json").read_text())
    worst_loss = max(abs(a - b) / abs(b) for a, b in zip(losses, torch_losses, strict=True))
    ours = load_file(folder / "final.safetensors")
    assert ours.keys() == torch_weights.keys()
    differences = {name: float((channels_first(value) - torch_weights[name]).abs().max())
                   for name, value in ours.items()}
    name = max(differences, key=differences.get)
    good = worst_loss <= args.loss_tolerance and differences[name] <= args.weight_tolerance
    print(f"{model:8} {str(dtype).removeprefix('torch.'):8} losses {losses[0]:.4f} to "
          f"{losses[-1]:.4f}; max difference: losses {worst_loss:.1e} (relative), weights "
          f"{differences[name]:.1e} ({name}){'' if good else '   FAILED'}", flush=True)
    if args.verbose:
        for step, (a, b) in enumerate(zip(losses, torch_losses)):
            print(f"    step {step + 1:2}: {a:.9g} {b:.9g}  {abs(a - b) / abs(b):.1e}")
        for name, value in differences.items():
            print(f"    {name}: {value:.1e}")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "build/cpu/bin/canopy_ten_steps")
    parser.add_argument("--device", default="cpu", help="the device that canopy_ten_steps uses")
    parser.add_argument("--loss-tolerance", type=float, default=1e-4)
    parser.add_argument("--weight-tolerance", type=float, default=1e-4)
    parser.add_argument("--verbose", action="store_true", help="print every step and every tensor")
    args = parser.parse_args()
    print(f"torch {torch.__version__}; Canopy on {args.device}")
    good = True
    for model, network in (("seed", reference), ("compact", compact)):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([args.program, folder, model, args.device], check=True)
            for dtype in (torch.float32, torch.float64):
                good &= compare(model, network, dtype, pathlib.Path(folder), args)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
