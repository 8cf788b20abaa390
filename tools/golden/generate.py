"""Writes golden vectors: float64 trajectories of real libraries, one JSON file a case, under test/golden.

usage: generate.py LIBRARY [LIBRARY ...], of torch, optax, keras, addons. See README.md beside this file.
"""

import importlib
import json
import math
import sys
from pathlib import Path

import numpy

import problem

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden"
# TensorFlow Addons is what `like: "keras"` means for Yogi, so its vectors stand with those of Keras.
FOLDERS = {"addons": "keras"}


def shaped(flat):
    """Splits a flat list into arrays of the problem's shapes."""
    out, at = [], 0
    for shape in problem.SHAPES.values():
        size = math.prod(shape)
        out.append(numpy.array(flat[at : at + size], dtype=numpy.float64).reshape(shape))
        at += size
    return out


def compact(record):
    """JSON with one line a field and one line a row of numbers, so that a change can be read in a diff."""
    lines = []
    for key, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            rows = ",\n".join(f"  {json.dumps(row, separators=(',', ':'))}" for row in value)
            lines.append(f"{json.dumps(key)}: [\n{rows}\n]")
        elif key == "after":
            rows = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_problem():
    """The parameters, gradients and change of rate, which the comparing test reads."""
    record = {
        "shapes": problem.SHAPES,
        "start": problem.START,
        "rateChange": problem.RATE_CHANGE,
        "gradients": problem.gradients(),
    }
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / "gradients.json").write_text(compact(record))


def write_case(library, module, case, options):
    """Runs one case and writes LIBRARY/OPTIMIZER-VARIANT.json."""
    optimizer, form = case.split("/")
    form, *variants = form.split("+")
    own = library == form or FOLDERS.get(library) == form
    make, kwargs = module.call(case, options)
    trajectory = module.run(
        case,
        options,
        shaped(problem.START),
        [shaped(row) for row in problem.gradients()],
        problem.rates(options["learningRate"]),
    )
    after = {}
    for t, params in enumerate(trajectory, start=1):
        if t in problem.KEPT:
            after[str(t)] = [float(x) for value in params for x in numpy.asarray(value).ravel()]
            assert all(map(math.isfinite, after[str(t)])), f"{case}: not finite at step {t}"
    record = {
        "case": case,
        "library": module.VERSIONS,
        "call": f"{make.__name__}({', '.join(f'{k}={v!r}' for k, v in kwargs.items())})",
        "options": options,
        "after": after,
    }
    if own:
        record["defaults"] = {k: v for k, v in module.defaults(optimizer).items() if isinstance(v, (int, float, str))}
    folder = GOLDEN / FOLDERS.get(library, library)
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join([optimizer, *([] if own else [form]), *variants])
    (folder / f"{name}.json").write_text(compact(record))


def main(libraries):
    write_problem()
    for library in libraries:
        module = importlib.import_module(f"of_{library}")
        for case, options in module.CASES.items():
            write_case(library, module, case, options)
        print(f"{library}: {len(module.CASES)} cases with {module.VERSIONS}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
