"""Writes test/golden/loss-scale.json: the scales of torch's GradScaler along given gradients, and the parameters of SGD with momentum."""

import json
import random
from pathlib import Path

import torch

CASES = [
    {},
    {"initScale": 4, "growthInterval": 3},
    {"initScale": 3, "growthFactor": 1.5, "backoffFactor": 0.75, "growthInterval": 2},
    {"initScale": 2**120, "growthFactor": 16, "growthInterval": 2},
]
NAMES = {
    "initScale": "init_scale",
    "growthFactor": "growth_factor",
    "backoffFactor": "backoff_factor",
    "growthInterval": "growth_interval",
}
START = [0.5, -1.25, 2]


def gradients():
    """Without the scale; now and then one is not finite, several times in a row in the middle."""
    rng = random.Random(7)
    rows = [[round(rng.gauss(0, 1), 3) for _ in START] for _ in range(60)]
    for step, value in {4: "inf", 17: "nan", 25: "-inf", 26: "inf", 27: "nan", 41: "inf"}.items():
        rows[step][step % len(START)] = value
    return rows


def run(options):
    parameter = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=0.05, momentum=0.9)
    scaler = torch.amp.GradScaler("cpu", **{NAMES[name]: value if name == "growthInterval" else float(value) for name, value in options.items()})
    scales, params = [], []
    for row in gradients():
        scale = scaler.scale(torch.ones(1, dtype=torch.float64))
        parameter.grad = torch.tensor([float(value) for value in row], dtype=torch.float64) * scale
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())
        params.append(parameter.detach().tolist())
    return {"options": options, "scales": scales, "params": params[-1]}


def main():
    record = {
        "library": {"torch": torch.__version__.split("+")[0]},
        "start": START,
        "gradients": gradients(),
        "cases": [run(options) for options in CASES],
    }
    path = Path(__file__).resolve().parents[2] / "test" / "golden" / "loss-scale.json"
    path.write_text(json.dumps(record, separators=(",", ":")) + "\n")


main()
