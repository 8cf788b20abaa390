"""scipy's side of bench/curves.mjs: reads the data, then a task a line, and answers with the seconds that it took."""

import json
import sys
import time

import numpy
import scipy
from scipy.optimize import curve_fit


def decay(x, a, b, c):
    return a * numpy.exp(-b * x) + c


def decay_jac(x, a, b, c):
    e = numpy.exp(-b * x)
    return numpy.stack([e, -a * x * e, numpy.ones_like(x)], axis=1)


def peak(x, height, center, width, a, b):
    return height * numpy.exp(-0.5 * ((x - center) / width) ** 2) + a + b * x


def peak_jac(x, height, center, width, a, b):
    z = (x - center) / width
    e = numpy.exp(-0.5 * z * z)
    return numpy.stack([e, height * e * z / width, height * e * z * z / width, numpy.ones_like(x), x], axis=1)


data = json.loads(sys.stdin.readline())["data"]
small = [(numpy.array(table["x"]), numpy.array(table["y"])) for table in data["tables"]]
x, y = (numpy.array(data["peak"][name]) for name in "xy")
del data
print(json.dumps({"versions": f"scipy {scipy.__version__}, numpy {numpy.__version__}"}), flush=True)

for line in sys.stdin:
    task = json.loads(line)
    begin = time.process_time()
    if task == "large":
        first = curve_fit(peak, x, y, [2, 3.5, 1, 0, 0], jac=peak_jac)[0]
    else:
        jac = decay_jac if task == "small, jac" else None
        found = [curve_fit(decay, at, values, [1, 1, 0], jac=jac)[0] for at, values in small]
        first = found[0]
    print(json.dumps({"seconds": time.process_time() - begin, "first": first.tolist()}), flush=True)
