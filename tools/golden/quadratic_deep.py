"""Writes test/golden/quadratic-deep.json: numpy's legacy generator, and DeepOBS' quadratic_deep with it, seed by seed.

Schneider, Balles, Hennig: DeepOBS, ICLR 2019, problem P1. The public baselines are those of its tuned rates; their batches come in the same
order in every epoch.
"""

import json
from pathlib import Path

import numpy as np

DIMENSION, POINTS, BATCH, EPOCHS = 100, 1000, 128, 100
BATCHES = POINTS // BATCH
RATES = {"sgd": 1.5848931925e-2, "momentum": 2.5118864315e-3, "adam": 3.9810717055e-2}


def rotation(random, dimension):
    """A random rotation: reflections of growing size, each along the difference of a unit vector and the first axis."""
    angle = 2 * np.pi * random.uniform()
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    for size in range(3, dimension + 1):
        along = random.normal(size=size)
        along /= np.sqrt(along @ along)
        along = np.eye(size)[0] - along
        along /= np.sqrt(along @ along)
        larger = np.eye(size)
        larger[1:, 1:] = turned
        turned = larger - 2 * np.outer(along, along @ larger)
    return -turned


def curvature():
    """The matrix: 90 eigenvalues up to 1 and 10 from 30 to 60."""
    random = np.random.RandomState(42)
    eigenvalues = np.concatenate([random.uniform(0.0, 1.0, 90), random.uniform(30.0, 60.0, 10)])
    turned = rotation(random, DIMENSION)
    return turned.T @ np.diag(eigenvalues) @ turned


def points(seed):
    """Points of a split, rounded to float32."""
    return np.float32(np.random.RandomState(seed).normal(0.0, 0.6, (POINTS, DIMENSION))).astype(np.float64)


MATRIX, TRAIN, TEST = curvature(), points(42), points(43)


def test_loss(theta):
    """The mean over whole batches; the remainder is dropped."""
    away = theta - TEST[: BATCHES * BATCH]
    return 0.5 * np.mean(np.einsum("ij,jk,ik->i", away, MATRIX, away))


def steps(name, rate):
    """A function from a gradient to the step that is added to the parameters."""
    m, v, t = np.zeros(DIMENSION), np.zeros(DIMENSION), 0

    def step(g):
        nonlocal m, v, t
        t += 1
        if name == "sgd":
            return -rate * g
        if name == "momentum":
            m = 0.99 * m + g
            return -rate * m
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        return -rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-8)

    return step


def run(name, seed):
    """Test losses before training and after each epoch."""
    order = np.random.RandomState(seed).permutation(POINTS)
    theta, step = np.ones(DIMENSION), steps(name, RATES[name])
    losses = [test_loss(theta)]
    for _ in range(EPOCHS):
        for batch in range(BATCHES):
            chosen = order[batch * BATCH : (batch + 1) * BATCH]
            theta = theta + step(MATRIX @ (theta - TRAIN[chosen].mean(axis=0)))
        losses.append(test_loss(theta))
    return losses


def generator(seed):
    """The first of each kind, from one generator, one kind after the other; an odd number of normals leaves one waiting."""
    random = np.random.RandomState(seed)
    return {
        "seed": seed,
        "uniform": random.uniform(-2.0, 3.0, 5).tolist(),
        "normal": random.normal(0.0, 0.6, 7).tolist(),
        "permutation": random.permutation(20).tolist(),
        "normalAfter": random.normal(0.0, 0.6, 4).tolist(),
        "uniformAfter": random.uniform(size=2).tolist(),
    }


def rounded(values):
    """Twelve digits: the last ones depend on the order in which a linear algebra library sums."""
    return [float(f"{value:.12g}") for value in values]


def main():
    curves = {name: [run(name, seed) for seed in range(10)] for name in RATES}
    found = {
        "library": {"numpy": np.__version__},
        "generator": [generator(seed) for seed in (0, 1, 42, 2**31, 2**32 - 1)],
        "matrix": {
            "firstRow": rounded(MATRIX[0]),
            "diagonal": rounded(np.diag(MATRIX)),
            "sumOfSquares": rounded([np.sum(MATRIX**2)])[0],
        },
        "start": rounded(curves["sgd"][0])[0],
        "losses": {name: rounded(curve[-1] for curve in of) for name, of in curves.items()},
        "curveOfSeed0": {name: rounded(of[0][:: EPOCHS // 10]) for name, of in curves.items()},
    }
    out = Path(__file__).parents[2] / "test" / "golden" / "quadratic-deep.json"
    out.write_text(json.dumps(found, separators=(",", ":")) + "\n")
    for name, losses in found["losses"].items():
        print(name, f"{np.mean(losses):.4f} +- {np.std(losses, ddof=1):.4f}")


main()
