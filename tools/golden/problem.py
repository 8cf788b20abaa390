"""The problems on which libraries are run: parameters, gradients, losses and rates.

Deterministic, from the standard library alone. Gradients are given, not derived from a loss, so that an error cannot be
healed by the next gradient. Left out on purpose: constant gradients, on which the centered RMSProp cancels.
"""

import math
import random
from dataclasses import dataclass

STEPS = 100
KEPT = (1, 2, 3, 10, 50, 100)
RATE_CHANGE = {"step": 41, "factor": 0.25}


@dataclass(frozen=True)
class Problem:
    """Tensors by name, their flat values, and one row of gradients and one loss a step."""

    shapes: dict
    start: list
    gradients: list
    losses: list | None = None


class Step(list):
    """Parameters after a step, tensor by tensor; `evaluation` holds those to evaluate with, where they are others."""

    def __init__(self, params, evaluation=None):
        super().__init__(params)
        self.evaluation = evaluation


def rates(learning_rate):
    """The rate of each step: it changes once, in the middle."""
    return [learning_rate * (RATE_CHANGE["factor"] if t >= RATE_CHANGE["step"] else 1) for t in range(1, STEPS + 1)]


def rounded(row):
    """Five digits, which JSON keeps exactly."""
    return [float(f"{value:.5g}") for value in row]


def plain():
    """Ten elements: flips, normal, late start, tiny, huge, jumps, alternation, zero, small, stretches."""
    rng = random.Random(20)

    def normal():
        return rng.gauss(0, 1)

    rows = []
    for t in range(STEPS):
        sign = -1 if t % 2 else 1
        row = [
            sign * (0.1 + rng.random()),
            normal(),
            0.0 if t < 5 else normal(),
            1e-20 * normal(),
            1e20 * normal(),
            10.0 ** ((t // 9 * 5) % 13 - 6) * normal(),
            sign * 1.25,
            0.0,
            1e-5 * normal(),
            0.0 if t % 17 > 8 else normal(),
        ]
        rows.append(rounded(row))
    start = [1.5, -0.7, 0.0, 0.0, 2.0, -1.0, 0.25, 3.0, 0.001, 0.5]
    return Problem({"vector": [3], "matrix": [2, 3], "scalar": [1]}, start, rows)


# The tensors of the second problem: shape, and the period in steps after which the gradient's scale comes back.
SHAPED = {"matrix": ([4, 6], 40), "vector": ([5], 25), "cube": ([2, 3, 2], 64), "scalar": ([1], 34)}


def shaped():
    """42 elements whose scale is moderate and moves tensor by tensor, for rules that sum over tensors.

    Within a tensor an element keeps its sign for 1, 2, 5, 13 or all steps, is normal, starts late, or is zero: what lasts
    lets an estimated distance grow, what flips lets it shrink. The vector starts at zero, the cube's gradient is zero for a
    stretch. Losses fall and stay above zero.
    """
    rng = random.Random(21)
    start = [
        0.0 if name == "vector" else rng.uniform(-2, 2)
        for name, (shape, _) in SHAPED.items()
        for _ in range(math.prod(shape))
    ]
    rows = []
    for t in range(STEPS):
        row = []
        for tensor, (name, (shape, period)) in enumerate(SHAPED.items()):
            # A triangle between -3 and 3, begun at another point in each tensor.
            at = (t / period + tensor / 5) % 1
            scale = 10.0 ** (12 * abs(at - 0.5) - 3)
            for i in range(math.prod(shape)):
                held = (1, 2, 5, 13, STEPS, 0, STEPS)[(i + tensor) % 7]
                value = rng.gauss(0, 1) if held == 0 else (-1) ** (t // held) * rng.uniform(0.2, 1)
                quiet = i == 9 or (i == 3 and t < 4) or (name == "cube" and 20 <= t < 28)
                row.append(0.0 if quiet else scale * value)
        rows.append(rounded(row))
    losses = rounded(8 * 0.95**t + 0.3 * rng.random() + 0.1 for t in range(STEPS))
    return Problem({name: shape for name, (shape, _) in SHAPED.items()}, rounded(start), rows, losses)


def matrices():
    """The shaped problem without its cube, for rules that take tensors of more than two axes apart in their own way."""
    whole = shaped()
    parts = list(whole.shapes.items())
    at = [sum(math.prod(shape) for _, shape in parts[:k]) for k in range(len(parts))]
    kept = [i for (name, shape), first in zip(parts, at) if name != "cube" for i in range(first, first + math.prod(shape))]
    shapes = {name: shape for name, shape in parts if name != "cube"}
    return Problem(shapes, [whole.start[i] for i in kept], [[row[i] for i in kept] for row in whole.gradients])


def weights():
    """The matrices problem with another matrix, which has more rows than columns; for some steps its gradient has rank one."""
    rng = random.Random(22)
    given = matrices()
    start = rounded(rng.uniform(-2, 2) for _ in range(15))
    rows = []
    for t, row in enumerate(given.gradients):
        left, right = [rng.gauss(0, 1) for _ in range(5)], [rng.gauss(0, 1) for _ in range(3)]
        tall = [x * y if 60 <= t < 70 else rng.gauss(0, 1) + x for x in left for y in right]
        rows.append(row + rounded(10.0 ** (t % 7 - 3) * value for value in tall))
    return Problem({**given.shapes, "tall": [5, 3]}, given.start + start, rows)


def sides():
    """Square matrices, others, and a vector, with normal gradients: no eigenvector of what is made of the first is left open as
    long as sides above five have none."""
    rng = random.Random(23)
    shapes = {"square": [5, 5], "wide": [3, 6], "tall": [6, 3], "vector": [4]}
    size = sum(math.prod(shape) for shape in shapes.values())
    start = rounded(rng.uniform(-2, 2) for _ in range(size))
    rows = [rounded(10.0 ** (t % 5 / 2 - 1) * rng.gauss(0, 1) for _ in range(size)) for t in range(STEPS)]
    return Problem(shapes, start, rows)


def is_absent(tensor, t):
    """Whether a tensor, by its number, has no gradient at a step: late starts, long and short gaps; one always has one."""
    gaps = (
        t <= 7 or t % 5 == 0,
        t in (4, 5) or 20 <= t < 40,
        t % 3 == 0 and t != 30,
        t == 2 or 50 <= t < 58,
    )
    return gaps[tensor]


PROBLEMS = {"plain": plain(), "shaped": shaped(), "matrices": matrices(), "weights": weights(), "sides": sides()}

# Optimizers that sum over a tensor or over all, see rows and columns, or read the loss; all others run on `plain`.
ON_SHAPED = {
    "prodigy",
    "dadaptAdam",
    "lamb",
    "lars",
    "novograd",
    "fromage",
    "mars",
    "polyakSgd",
    "projectionL2Ball",
    "adafactor",
    "adamMini",
    "sam",
    "clipByGlobalNorm",
    "clipByBlockRms",
    "centralize",
    "scaleByTrustRatio",
    "reduceOnPlateau",
}


# Cases that are also run with parameters that have no gradient in some steps, by library: optimizer and variant.
WITH_NULLS = {
    "torch": (
        "sgd/torch+dampening+weightDecay",
        "adagrad/torch+lrDecay",
        "adadelta/torch",
        "rmsprop/torch+centered+momentum",
        "adam/torch+betas",
        "adam/torch+weightDecay",
        "amsgrad/torch+betas",
        "adamw/torch+betas",
        "adamax/torch+betas",
        "nadam/torch+betas",
        "nadamw/torch+betas",
        "radam/torch+betas",
        "rprop/torch",
        "adafactor/torch+options",
        "clipByGlobalNorm/torch+maxNorm",
    ),
    "keras": (
        "sgd/keras+momentum+weightDecay",
        "adagrad/keras+weightDecay",
        "adadelta/keras",
        "rmsprop/keras+centered+momentum",
        "adam/keras+betas",
        "adam/keras+weightDecay",
        "amsgrad/keras+betas",
        "adamw/keras+betas",
        "adamax/keras+betas",
        "nadam/keras+betas",
        "nadamw/keras+betas",
        "lion/keras+betas",
        "lamb/keras+betas",
        "adafactor/keras+options",
        "scheduleFreeAdamw/keras+warmup",
    ),
}


def of(optimizer):
    """The name of the problem on which an optimizer is run."""
    if optimizer in ("muon", "normuon", "adamuon"):
        return "weights"
    if optimizer in ("soap", "shampoo", "dion"):
        return "sides"
    return "matrices" if optimizer in ("sm3", "adaptiveGradClip") else "shaped" if optimizer in ON_SHAPED else "plain"
