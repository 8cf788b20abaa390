"""What every worker in Python does: reads lines, answers with lines, as serve.mjs says. Parameters and gradients are those of data.mjs."""

import gc
import math
import sys
import time
import traceback

import numpy as np


class Lacking(Exception):
    """What a contender lacks: told in the table, no failure."""


def _mixed(position):
    x = (position.astype(np.uint32) + np.uint32(1)) * np.uint32(0x9E3779B1)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
    x = (x ^ (x >> np.uint32(12))) * np.uint32(0x297A2D39)
    return (x ^ (x >> np.uint32(15))).view(np.int32) / 2**31


def _parameters(place):
    return _mixed(2 * place).astype(np.float32)


def _gradients(place):
    value = _mixed(2 * place + 1)
    return (value + np.where(value < 0, -0.01, 0.01)).astype(np.float32)


def _filled(values_at, n, period):
    made, piece = min(n, period), 1 << 20
    values = np.empty(made, np.float32)
    for start in range(0, made, piece):
        end = min(start + piece, made)
        values[start:end] = values_at(np.arange(start, end, dtype=np.uint32))
    return values if made == n else np.resize(values, n)


def shape_of(size):
    rows = math.isqrt(size)
    while size % rows:
        rows -= 1
    return rows, size // rows


def tensors_of(optimizer, n, count, period=1 << 32):
    """Parameters and gradients, as lists of tensors. Values repeat after `period` elements."""
    each = n // count
    shape = shape_of(each) if optimizer == "adafactor" else (each,)
    return [
        [flat[k * each : (k + 1) * each].reshape(shape) for k in range(count)]
        for flat in (_filled(_parameters, n, period), _filled(_gradients, n, period))
    ]


def serve(begin, free=lambda: None):
    """`begin(optimizer, n, count)` gives `run(times)` and `tensor(k)`, a flat array; `free()` is called once nothing refers to them."""
    problem = None
    for line in sys.stdin:
        name, *rest = line.split()
        try:
            if name == "begin":
                n, count = int(rest[1]), int(rest[2])
                problem = begin(rest[0], n, count)
                print("ok", flush=True)
            elif name == "run":
                start = time.perf_counter()
                problem[0](int(rest[0]))
                print(f"{time.perf_counter() - start:.9f}", flush=True)
            elif name == "show":
                each = n // count
                places = [j if n <= 64 else j * (n - 1) // 63 for j in range(min(n, 64))]
                tensors = {k: problem[1](k) for k in {i // each for i in places}}
                print(*(f"{tensors[i // each][i % each]:.9g}" for i in places), flush=True)
            elif name == "dump":
                tensors = [np.asarray(problem[1](k), np.float32) for k in range(count)]
                np.concatenate(tensors).tofile(rest[0])
                print("ok", flush=True)
            elif name == "free":
                problem = None
                gc.collect()
                free()
                print("ok", flush=True)
        except Exception as error:
            if not isinstance(error, Lacking):
                traceback.print_exc()
            print("no", str(error).split("\n")[0] or type(error).__name__, flush=True)
