"""scipy's curve_fit with its defaults on NIST's problems: parameters and standard errors as JSON. usage: fits.py PROBLEMS, the JSON that table.test.ts writes."""

import json
import sys
import warnings

import numpy
from scipy.optimize import curve_fit

NAMES = {name: getattr(numpy, name) for name in ("exp", "cos", "sin", "log", "pi")} | {"atan": numpy.arctan}


def fit(problem, start):
    names = [f"b{j + 1}" for j in range(len(start))]
    columns = {name: numpy.array(values) for name, values in problem["columns"].items()}
    code = compile(problem["formula"].replace("^", "**"), problem["name"], "eval")
    model = lambda _, *b: eval(code, NAMES | columns | dict(zip(names, b))) + numpy.zeros(len(problem["y"]))
    try:
        found, covariance = curve_fit(model, None, numpy.array(problem["y"]), start)
        return {"values": found.tolist(), "errors": numpy.sqrt(numpy.diag(covariance)).tolist()}
    except RuntimeError:
        return None


warnings.simplefilter("ignore")
numpy.seterr(all="ignore")
problems = json.load(open(sys.argv[1]))
print(json.dumps({p["name"]: [fit(p, start) for start in p["starts"]] for p in problems}))
