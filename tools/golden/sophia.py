"""Writes test/golden/sophia.json: optax's Sophia on a function whose Hessian is diagonal, so that its estimate is exact whatever signs are drawn."""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
from optax import contrib

jax.config.update("jax_enable_x64", True)
steps, every = 40, 3
options = {"b1": 0.9, "b2": 0.8, "eps": 1e-3, "gamma": 0.7, "clip_threshold": 1.2, "weight_decay": 0.03}
a = np.array([0.5, 2.0, -0.3, 7.0, 0.01, 1.5])
b = np.array([1.0, -0.4, 0.9, 0.2, -0.05, 3.0])


def loss(x):
    return jnp.sum(a * x**4 / 12 + b * x**2 / 2)


def main() -> None:
    start = np.random.default_rng(22).normal(size=a.size).round(3)
    optimizer = contrib.sophia(0.05, update_interval=every, **options)
    x = jnp.asarray(start)
    state = optimizer.init(x)
    trajectory = []
    for _ in range(steps):
        updates, state = optimizer.update(jax.grad(loss)(x), state, x, obj_fn=loss)
        x = optax.apply_updates(x, updates)
        trajectory.append(x.tolist())
    record = {
        "library": {"optax": optax.__version__, "jax": jax.__version__},
        "options": {
            "learningRate": 0.05,
            **{name: options[name] for name in ("b1", "b2", "eps", "gamma")},
            "maxDelta": options["clip_threshold"],
            "weightDecay": options["weight_decay"],
        },
        "every": every,
        "a": a.tolist(),
        "b": b.tolist(),
        "start": start.tolist(),
        "trajectory": trajectory,
        "state": {"m": state[0].mu.tolist(), "h": state[0].nu.tolist()},
    }
    path = Path(__file__).resolve().parents[2] / "test" / "golden" / "sophia.json"
    path.write_text(json.dumps(record, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
