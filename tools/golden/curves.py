"""Fits of scipy, with bounds, weights and robust losses, and quantiles of Student's t, in test/golden/curves.json.

All fits are of a*exp(-b*x) + c with exact derivatives and the tightest tolerances that scipy takes.
"""

import json
from pathlib import Path

import numpy
import scipy
from scipy.optimize import curve_fit
from scipy.stats import norm, t

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden" / "curves.json"
START = [1.0, 1.0, 0.0]

generator = numpy.random.default_rng(7)
x = numpy.linspace(0, 4, 30)
sigmas = 0.02 + 0.03 * x
y = 2.5 * numpy.exp(-1.3 * x) + 0.5 + sigmas * generator.standard_normal(x.size)
outliers = y.copy()
outliers[[4, 11, 23]] += [1.5, -0.9, 2.0]


def model(x, a, b, c):
    return a * numpy.exp(-b * x) + c


def derivatives(x, a, b, c):
    e = numpy.exp(-b * x)
    return numpy.stack([e, -a * x * e, numpy.ones_like(x)], axis=1)


def fit(values, start=START, method="trf", **options):
    tight = {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15, "max_nfev": 10_000}
    found, covariance = curve_fit(
        model, x, values, start, jac=derivatives, method=method, x_scale="jac", **tight, **options
    )
    return {"x": found.tolist(), "covariance": covariance.tolist()}


def summary(values, **options):
    """What R's summary of a fit has: estimate, standard error, t and p of each parameter, and the residual standard error."""
    found = fit(values, **options)
    estimate, error = numpy.array(found["x"]), numpy.sqrt(numpy.diag(found["covariance"]))
    freedom = x.size - estimate.size
    factor = 1 / numpy.asarray(options.get("sigma", numpy.ones_like(x)))
    left = factor * (values - model(x, *estimate))
    return {
        "parameters": [
            [float(b), float(e), float(b / e), float(2 * t.sf(abs(b / e), freedom))] for b, e in zip(estimate, error)
        ],
        "residualStandardError": float(numpy.sqrt(left @ left / freedom)),
        "degreesOfFreedom": freedom,
    }


LOSSES = ["soft_l1", "huber", "cauchy", "arctan"]
record = {
    "library": {"scipy": scipy.__version__, "numpy": numpy.__version__},
    "start": START,
    "data": {"x": x.tolist(), "y": y.tolist(), "outliers": outliers.tolist(), "sigmas": sigmas.tolist()},
    "plain": fit(y),
    "relative": fit(y, sigma=sigmas),
    "absolute": fit(y, sigma=sigmas, absolute_sigma=True),
    "losses": {
        loss: {scale: fit(outliers, loss=loss, f_scale=float(scale)) for scale in ("0.1", "1")} for loss in LOSSES
    },
    "summary": {"plain": summary(y), "weighted": summary(y, sigma=1 / numpy.sqrt(1 + numpy.arange(x.size) % 3))},
    "weightedLoss": fit(outliers, sigma=sigmas, loss="soft_l1", f_scale=2.0),
    "bounds": [
        # dogbox ends on a bound, trf beside it.
        {"min": low, "max": high, **fit(y, numpy.clip(START, low, high).tolist(), "dogbox", bounds=(low, high))}
        for low, high in [([0, 0, 0.55], [5, 5, 2]), ([0, 0, 0], [2, 1, 1]), ([0, 1.4, -1], [5, 5, 0.4])]
    ],
    "quantiles": [
        [confidence, freedom, float(t.isf((1 - confidence) / 2, freedom))]
        for confidence in (0.5, 0.9, 0.95, 0.99, 0.9999)
        for freedom in (1, 2, 3, 5, 10, 31, 32, 100, 1000, 100_000)
    ],
    "normal": [[confidence, float(norm.isf((1 - confidence) / 2))] for confidence in (0.5, 0.9, 0.95, 0.99, 0.9999)],
    "tails": [
        [value, freedom, float(2 * t.sf(value, freedom))]
        for value in (0.01, 1, 3, 10, 40)
        for freedom in (1, 2, 3, 5, 10, 31, 32, 100, 1000)
    ],
}
lines = [f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in record.items()]
GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n")
