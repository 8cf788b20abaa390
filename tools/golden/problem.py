"""The one problem on which every library is run: parameters, gradients and rates.

Deterministic, from the standard library alone. Gradients are given, not derived from a loss, so that an error cannot be
healed by the next gradient. Left out on purpose: constant gradients, on which the centered RMSProp cancels.
"""

import random

STEPS = 100
KEPT = (1, 2, 3, 10, 50, 100)
RATE_CHANGE = {"step": 41, "factor": 0.25}

SHAPES = {"vector": [3], "matrix": [2, 3], "scalar": [1]}
START = [1.5, -0.7, 0.0, 0.0, 2.0, -1.0, 0.25, 3.0, 0.001, 0.5]


def rates(learning_rate):
    """The rate of each step: it changes once, in the middle."""
    return [learning_rate * (RATE_CHANGE["factor"] if t >= RATE_CHANGE["step"] else 1) for t in range(1, STEPS + 1)]


def gradients():
    """STEPS rows of ten values: flips, normal, late start, tiny, huge, jumps, alternation, zero, small, stretches."""
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
        rows.append([float(f"{value:.5g}") for value in row])
    return rows
