"""Writes golden vectors: float64 trajectories of real libraries, one JSON file a case, under test/golden.

usage: generate.py LIBRARY [LIBRARY ...], of torch, optax, keras, authors, dion, shampoo, addons, and nulls: torch's and Keras' steps in which
some parameters have no gradient. LIBRARY:OPTIMIZER runs the cases of one optimizer alone. See README.md beside this file.
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
FOLDERS = {"addons": "keras", "shampoo": "authors", "dion": "authors"}
# The form that a library computes by itself, where it is not called as the library is.
FORMS = {"addons": "keras", "authors": "default", "shampoo": "default", "dion": "default"}


def split(flat, shapes):
    """Splits a flat list into arrays of the given shapes."""
    out, at = [], 0
    for shape in shapes.values():
        size = math.prod(shape)
        out.append(numpy.array(flat[at : at + size], dtype=numpy.float64).reshape(shape))
        at += size
    return out


def flat(params):
    """The elements of all tensors, one after the other."""
    return [float(x) for value in params for x in numpy.asarray(value).ravel()]


def compact(record):
    """JSON with one line a field and one line a row of numbers, so that a change can be read in a diff."""
    lines = []
    for key, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            rows = ",\n".join(f"  {json.dumps(row, separators=(',', ':'))}" for row in value)
            lines.append(f"{json.dumps(key)}: [\n{rows}\n]")
        elif key in ("after", "evaluation"):
            rows = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_problem(name):
    """The parameters, gradients, losses and change of rate, which the comparing test reads."""
    given = problem.PROBLEMS[name]
    record = {"shapes": given.shapes, "start": given.start, "rateChange": problem.RATE_CHANGE}
    if given.losses:
        record["losses"] = given.losses
    record["absent"] = {
        tensor: [t for t in range(1, problem.STEPS + 1) if problem.is_absent(k, t)]
        for k, tensor in enumerate(given.shapes)
    }
    record["gradients"] = given.gradients
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / ("gradients.json" if name == "plain" else f"gradients-{name}.json")).write_text(compact(record))


def with_nulls(rows):
    """The gradients of each step, None for those that are absent."""
    return [[None if problem.is_absent(k, t) else g for k, g in enumerate(row)] for t, row in enumerate(rows, start=1)]


def write_case(library, module, case, options, nulls=False):
    """Runs one case and writes LIBRARY/OPTIMIZER-VARIANT.json, with `nulls` nulls/LIBRARY-OPTIMIZER-VARIANT.json."""
    optimizer, form = case.split("/")
    form, *variants = form.split("+")
    own = form == FORMS.get(library, library)
    make, kwargs = module.call(case, options)
    on = problem.of(optimizer)
    given = problem.PROBLEMS[on]
    gradients = [split(row, given.shapes) for row in given.gradients]
    trajectory = module.run(
        case,
        options,
        split(given.start, given.shapes),
        with_nulls(gradients) if nulls else gradients,
        problem.rates(options["learningRate"]),
        given.losses or [None] * problem.STEPS,
    )
    after, evaluation = {}, {}
    for t, params in enumerate(trajectory, start=1):
        if t in problem.KEPT:
            after[str(t)] = flat(params)
            assert all(map(math.isfinite, after[str(t)])), f"{case}: not finite at step {t}"
            if getattr(params, "evaluation", None):
                evaluation[str(t)] = flat(params.evaluation)
    record = {
        "case": case,
        **({} if on == "plain" else {"problem": on}),
        "library": module.versions("/".join([optimizer, form])),
        "call": f"{make.__name__}({', '.join(f'{k}={v!r}' for k, v in kwargs.items())})",
        "options": options,
        "after": after,
        **({"evaluation": evaluation} if evaluation else {}),
    }
    stated = module.defaults(optimizer) if own and not nulls else {}
    if stated:
        # JSON has no infinity; an option that is off by it is left out.
        record["defaults"] = {k: v for k, v in stated.items() if isinstance(v, (int, float, str)) and v != math.inf}
    folder = GOLDEN / ("nulls" if nulls else FOLDERS.get(library, library))
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join([*([library] if nulls else []), optimizer, *([] if own else [form]), *variants])
    (folder / f"{name}.json").write_text(compact(record))


def write_nulls():
    """Cases in which the gradients of some parameters are None. optax has no such gradients."""
    for library, cases in problem.WITH_NULLS.items():
        module = importlib.import_module(f"of_{library}")
        for case in cases:
            write_case(library, module, case, module.CASES[case], nulls=True)
        print(f"{library} with nulls: {len(cases)} cases")


def main(libraries):
    for name in problem.PROBLEMS:
        write_problem(name)
    for name in libraries:
        library, _, optimizer = name.partition(":")
        if library == "nulls":
            write_nulls()
            continue
        module = importlib.import_module(f"of_{library}")
        cases = {case: of for case, of in module.CASES.items() if optimizer in ("", case.split("/")[0])}
        if not cases:
            known = ", ".join(sorted({case.split("/")[0] for case in module.CASES}))
            sys.exit(f"{name}: CASES of of_{library}.py has no {optimizer}; it has {known}")
        for case, options in cases.items():
            write_case(library, module, case, options)
        print(f"{name}: {len(cases)} cases")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
