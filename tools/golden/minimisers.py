"""What scipy finds on the problems of mgh.py, in test/golden/minimisers.json: values and evaluations of L-BFGS-B and trust-exact from the standard starts, and the
minima of L-BFGS-B with bounds. Gradients and Hessians are torch's."""

import json
from math import pi
from pathlib import Path

import numpy
import scipy
import torch
from scipy.optimize import minimize

from mgh import BOUNDED, UNCONSTRAINED, names

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden" / "minimisers.json"
LIMITS = {"maxiter": 2000}


def functions(text, count):
    """Value, gradient and Hessian of a formula."""
    code = compile(text.replace("^", "**"), "formula", "eval")
    scope = {name: getattr(torch, name) for name in ("exp", "log", "sin", "cos", "sqrt", "abs", "atan")}
    scope |= {"pi": pi, "where": lambda condition, a, b: a if condition else b}
    value = lambda x: eval(code, scope, dict(zip(names(count), x)))
    tensor = lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True)

    def gradient(x):
        x = tensor(x)
        (found,) = torch.autograd.grad(value(x), x)
        return found.numpy()

    return (
        lambda x: value(tensor(x)).item(),
        gradient,
        lambda x: torch.autograd.functional.hessian(value, tensor(x)).numpy(),
    )


def found(result):
    return {"value": float(result.fun), "evaluations": int(result.nfev)}


def unconstrained(text, start, published):
    f, g, h = functions(text, len(start))
    x = numpy.array(start, dtype=float)
    limited = minimize(f, x, jac=g, method="L-BFGS-B", options={"ftol": 0, "gtol": 1e-9, "maxfun": 50_000, **LIMITS})
    exact = minimize(f, x, jac=g, hess=h, method="trust-exact", options={"gtol": 1e-9, **LIMITS})
    print(limited.fun, limited.nfev, exact.fun, exact.nfev, exact.message, published, flush=True)
    return {
        **{"text": text, "start": start, "published": published},
        **{"lbfgsb": found(limited), "trustExact": found(exact)},
    }


def bounded(text, start, bounds):
    f, g, _ = functions(text, len(start))
    low = [-numpy.inf if least is None else least for least, _ in bounds]
    high = [numpy.inf if most is None else most for _, most in bounds]
    x = numpy.clip(numpy.array(start, dtype=float), low, high)
    options = {"ftol": 0, "gtol": 1e-12, **LIMITS}
    result = minimize(f, x, jac=g, method="L-BFGS-B", bounds=bounds, options=options)
    print(result.fun, result.nfev, result.x, flush=True)
    return {"text": text, "start": start, "bounds": bounds, **found(result), "x": result.x.tolist()}


record = {
    "library": {"scipy": scipy.__version__, "torch": torch.__version__, "numpy": numpy.__version__},
    "unconstrained": {name: unconstrained(*problem, minima) for name, (problem, minima) in UNCONSTRAINED.items()},
    "bounded": {name: bounded(*problem, bounds) for name, (problem, bounds) in BOUNDED.items()},
}
lines = (
    f"{json.dumps(key)}: {{\n"
    + ",\n".join(f"{json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in part.items())
    + "\n}"
    for key, part in record.items()
)
GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n")
