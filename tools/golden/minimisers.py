"""What scipy finds on the 18 unconstrained problems of Moré, Garbow and Hillstrom, and on eight with active bounds, in test/golden/minimisers.json.

Unconstrained: value and evaluations of L-BFGS-B and trust-exact, from the standard starts. The formulas stand in test/second-order/problems.json, as text of
the rule language; here they are read by sympy, which derives gradients and Hessians.
"""

import json
from pathlib import Path

import numpy
import scipy
import sympy
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[2] / "test"
PROBLEMS = json.loads((ROOT / "second-order" / "problems.json").read_text())
GOLDEN = ROOT / "golden" / "minimisers.json"


def functions(text, names):
    symbols = sympy.symbols(names)
    where = lambda condition, a, b: sympy.Piecewise((a, condition), (b, True))
    scope = {**dict(zip(names, symbols)), "where": where, "abs": sympy.Abs, "pi": sympy.pi}
    scope |= {name: getattr(sympy, name) for name in ("exp", "log", "sin", "cos", "atan", "sqrt")}
    value = eval(text.replace("^", "**"), {}, scope)
    gradient = [sympy.diff(value, symbol) for symbol in symbols]
    hessian = [[sympy.diff(slope, symbol) for symbol in symbols] for slope in gradient]
    make = lambda of: sympy.lambdify([symbols], of, "numpy", cse=True)
    f, g, h = make(value), make(gradient), make(hessian)
    return (
        lambda x: float(f(x)),
        lambda x: numpy.array(g(x), dtype=float),
        lambda x: numpy.array(h(x), dtype=float),
    )


def found(result):
    return {"value": float(result.fun), "evaluations": int(result.nfev), "x": result.x.tolist()}


unconstrained = {}
for name, problem in PROBLEMS["unconstrained"].items():
    f, g, h = functions(problem["text"], list(problem["start"]))
    start = numpy.array(list(problem["start"].values()), dtype=float)
    with numpy.errstate(all="ignore"):
        limited = minimize(
            f, start, jac=g, method="L-BFGS-B", options={"ftol": 0, "gtol": 1e-9, "maxiter": 10_000, "maxfun": 50_000}
        )
        exact = minimize(f, start, jac=g, hess=h, method="trust-exact", options={"gtol": 1e-9, "maxiter": 10_000})
    unconstrained[name] = {"lbfgsb": found(limited), "trustExact": found(exact)}

bounded = {}
for name, problem in PROBLEMS["bounded"].items():
    f, g, _ = functions(problem["text"], list(problem["start"]))
    start = numpy.array(list(problem["start"].values()), dtype=float)
    bounds = [tuple(problem["bounds"][variable]) for variable in problem["start"]]
    result = minimize(
        f, start, jac=g, method="L-BFGS-B", bounds=bounds, options={"ftol": 0, "gtol": 1e-12, "maxiter": 10_000}
    )
    bounded[name] = found(result)

record = {
    "library": {"scipy": scipy.__version__, "numpy": numpy.__version__, "sympy": sympy.__version__},
    "unconstrained": unconstrained,
    "bounded": bounded,
}
GOLDEN.write_text(json.dumps(record, indent=1) + "\n")
for name, results in unconstrained.items():
    print(name, *(f"{method} {one['value']:.8g} {one['evaluations']}" for method, one in results.items()))
