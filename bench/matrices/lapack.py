"""LAPACK's side of bench/matrices.mjs: a task a line, answered with the processor seconds that each repetition took."""

import json
import sys
import time

import numpy
import scipy
import scipy.linalg


def matrix(dtype, n):
    rng = numpy.random.default_rng(n)
    a = rng.standard_normal((n, n)).astype(dtype)
    return (a + a.T) / 2


tasks = {
    "eigen": lambda a: scipy.linalg.eigh(a, check_finite=False),
    "qr": lambda a: scipy.linalg.qr(a, mode="economic", check_finite=False),
}

print(json.dumps({"scipy": scipy.__version__}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    a = matrix(task["dtype"], task["n"])
    spent = []
    for _ in range(task["times"]):
        start = time.process_time()
        tasks[task["name"]](a)
        spent.append(time.process_time() - start)
    print(json.dumps(spent), flush=True)
