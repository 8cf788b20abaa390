"""Writes test/golden/plateau.json: how optax and torch scale a rate along sequences of losses."""

import json
import random
from pathlib import Path

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import optax.contrib  # noqa: E402
import torch  # noqa: E402

CASES = {
    "optax": [
        {},
        {"patience": 3, "factor": 0.5},
        {"patience": 2, "cooldown": 4, "factor": 0.3, "rtol": 0.01, "minScale": 0.05},
        {"patience": 2, "atol": 0.02, "rtol": 0, "accumulationSize": 3},
    ],
    "torch": [{}, {"patience": 3, "factor": 0.5}, {"patience": 2, "cooldown": 4, "factor": 0.3, "rtol": 0.01}],
}
NAMES = {"minScale": "min_scale", "accumulationSize": "accumulation_size"}


def losses():
    """Falls, stays, falls again, rises: with noise, to four digits."""
    rng = random.Random(5)
    level = [2 * 0.9**t for t in range(25)] + [0.15] * 40 + [0.15 * 0.95**t for t in range(20)] + [0.06] * 35
    return [round(value + 0.01 * rng.random(), 4) for value in level]


def of_optax(options):
    transform = optax.contrib.reduce_on_plateau(**{NAMES.get(k, k): v for k, v in options.items()})
    one = {"x": jnp.ones(1)}
    state, scales = transform.init(one), []
    for loss in losses():
        update, state = transform.update(one, state, value=loss)
        scales.append(float(update["x"][0]))
    return scales


def of_torch(options):
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    kwargs = {{"rtol": "threshold"}.get(k, k): v for k, v in options.items()}
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **kwargs)
    scales = []
    for loss in losses():
        schedule.step(loss)
        scales.append(optimizer.param_groups[0]["lr"])
    return scales


def main():
    run = {"optax": of_optax, "torch": of_torch}
    record = {
        "library": {"optax": optax.__version__, "jax": jax.__version__, "torch": torch.__version__.split("+")[0]},
        "losses": losses(),
        "cases": [
            {"like": like, "options": options, "scales": run[like](options)}
            for like, cases in CASES.items()
            for options in cases
        ],
    }
    path = Path(__file__).resolve().parents[2] / "test" / "golden" / "plateau.json"
    path.write_text(json.dumps(record, separators=(",", ":")) + "\n")


main()
