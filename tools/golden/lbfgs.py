"""Thirty iterations of L-BFGS by torch and optax, with and without their line searches, in test/golden/lbfgs.json.

An entry has the points after each call of the library's step. The functions are polynomials, so that no library's exp or log stands between.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy
import optax
import torch

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden" / "lbfgs.json"
jax.config.update("jax_enable_x64", True)


def rosenbrock(x):
    a, b = x[0::2], x[1::2]
    return (100 * (b - a**2) ** 2 + (1 - a) ** 2).sum()


def singular(x):
    """Powell's singular function."""
    a, b, c, d = x[0], x[1], x[2], x[3]
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


SCALES = [10 ** (i / 4) for i in range(9)]


def quadratic(x):
    """Scales from 1 to 100, coupled to the neighbour."""
    return 0.5 * sum(s * x[i] ** 2 for i, s in enumerate(SCALES)) + sum(x[i] * x[i + 1] for i in range(8)) * 0.1


PROBLEMS = {
    "rosenbrock": (rosenbrock, [-1.2, 1.0] * 4),
    "singular": (singular, [3.0, -1.0, 0.0, 1.0]),
    "quadratic": (quadratic, [1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, -8.0, 9.0]),
}


def by_torch(fun, start, calls, **options):
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], **options)

    def closure():
        optimizer.zero_grad()
        loss = fun(x)
        loss.backward()
        return loss

    points = []
    for _ in range(calls):
        optimizer.step(closure)
        points.append(x.detach().tolist())
    return points


def by_optax(fun, start, calls, **options):
    optimizer = optax.lbfgs(**options)
    x = jnp.array(start)
    state = optimizer.init(x)
    value_and_grad = jax.value_and_grad(fun)

    points = []
    # Compiled code contracts products and sums, which Rosenbrock's valley makes 1e-9 of within thirty steps.
    with jax.disable_jit():
        for _ in range(calls):
            value, grad = value_and_grad(x)
            updates, state = optimizer.update(grad, state, x, value=value, grad=grad, value_fn=fun)
            x = optax.apply_updates(x, updates)
            points.append(x.tolist())
    return points


TIGHT = {"tolerance_grad": 0, "tolerance_change": 0}
ONE = {"max_iter": 1, "max_eval": 26, **TIGHT}
TORCH = [
    ("rosenbrock", 30, {"line_search_fn": "strong_wolfe", **ONE}),
    ("rosenbrock", 30, {"line_search_fn": "strong_wolfe", "history_size": 3, **ONE}),
    ("rosenbrock", 1, {"line_search_fn": "strong_wolfe", "max_iter": 30, "max_eval": 60, **TIGHT}),
    ("singular", 30, {"line_search_fn": "strong_wolfe", **ONE}),
    ("quadratic", 3, {"line_search_fn": "strong_wolfe"}),
    ("quadratic", 2, {}),
    ("quadratic", 30, {"lr": 0.5, "history_size": 5, **ONE}),
    ("singular", 30, {"lr": 0.1, **ONE}),
]
OPTAX = [
    ("rosenbrock", 30, {}),
    ("rosenbrock", 30, {"memory_size": 3, "scale_init_precond": False}),
    ("singular", 30, {}),
    ("singular", 30, {"learning_rate": 0.3}),
    ("quadratic", 12, {}),
    ("quadratic", 30, {"learning_rate": 0.2, "linesearch": None}),
]
record = {
    "library": {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__, "numpy": numpy.__version__},
    "starts": {name: start for name, (_, start) in PROBLEMS.items()},
    **{
        library: [
            {"problem": name, "options": options, "points": run(*PROBLEMS[name], calls, **options)}
            for name, calls, options in cases
        ]
        for library, run, cases in (("torch", by_torch, TORCH), ("optax", by_optax, OPTAX))
    },
}
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in record.items())
GOLDEN.write_text(f"{{\n{lines}\n}}\n")
