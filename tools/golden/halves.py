"""Writes test/golden/halves.json: parameters in bfloat16 and float16 with masters in float32, as programs of torch keep them.

The optimizer has the masters. Each step takes a gradient in 16 bits, and copies the masters to the parameters.
"""

import json
from pathlib import Path

import torch

TYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16}
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
}
SIZE, STEPS = 40, 25


def codes(tensor):
    return [code & 0xFFFF for code in tensor.view(torch.int16).tolist()]


def run(name, dtype):
    generator = torch.Generator().manual_seed(7)
    start = torch.randn(SIZE, generator=generator).to(dtype)
    gradients = [(torch.randn(SIZE, generator=generator) * 0.3).to(dtype) for _ in range(STEPS)]
    master = start.float().requires_grad_()
    optimizer = OPTIMIZERS[name]([master])
    parameter = start.clone()
    for gradient in gradients:
        master.grad = gradient.float()
        optimizer.step()
        parameter.copy_(master.detach())
    return {
        "optimizer": name,
        "start": codes(start),
        "gradients": [codes(gradient) for gradient in gradients],
        "master": master.detach().double().tolist(),
        "codes": codes(parameter),
    }


def main():
    cases = {f"{name}/{dtype}": run(name, of) for name in OPTIMIZERS for dtype, of in TYPES.items()}
    record = {"library": {"torch": torch.__version__.split("+")[0]}, "cases": cases}
    path = Path(__file__).resolve().parents[2] / "test" / "golden" / "halves.json"
    path.write_text(json.dumps(record, separators=(",", ":")) + "\n")


main()
