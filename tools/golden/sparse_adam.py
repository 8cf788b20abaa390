"""Writes test/golden/sparse-adam.json: torch's SparseAdam on a table of which every step has gradients of some rows, some of them twice."""

import json
from pathlib import Path

import numpy as np
import torch

rows, columns, steps = 6, 3, 15
options = {"lr": 0.05, "betas": (0.9, 0.99), "eps": 1e-6}


def main() -> None:
    random = np.random.default_rng(20)
    # No row 5 in any step: it must stay.
    indices = [random.integers(0, rows - 1, size=random.integers(1, 5)).tolist() for _ in range(steps)]
    values = [(random.normal(size=(len(chosen), columns)) * 10.0 ** random.integers(-3, 3)).round(6) for chosen in indices]
    start = random.normal(size=(rows, columns)).round(3)
    table = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = torch.optim.SparseAdam([table], **options)
    trajectory = []
    for chosen, gradient in zip(indices, values, strict=True):
        table.grad = torch.sparse_coo_tensor(torch.tensor([chosen]), torch.tensor(gradient), (rows, columns))
        optimizer.step()
        trajectory.append(table.detach().flatten().tolist())
    state = optimizer.state[table]
    record = {
        "library": {"torch": torch.__version__.split("+")[0]},
        "options": {"learningRate": options["lr"], "b1": options["betas"][0], "b2": options["betas"][1], "eps": options["eps"]},
        "shape": [rows, columns],
        "start": start.flatten().tolist(),
        "indices": indices,
        "values": [gradient.flatten().tolist() for gradient in values],
        "trajectory": trajectory,
        "state": {
            "m": state["exp_avg"].to_dense().flatten().tolist(),
            "v": state["exp_avg_sq"].to_dense().flatten().tolist(),
        },
    }
    path = Path(__file__).resolve().parents[2] / "test" / "golden" / "sparse-adam.json"
    path.write_text(json.dumps(record, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
