"""The other half: the libraries load the files that `export.test.ts` wrote, and go on. Prints how far they end from this library's descents."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "golden"), str(HERE.parents[1] / "docs" / "other-libraries")]

import optimizer_states as golden  # noqa: E402
import optimizer_state as files  # noqa: E402

import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import optax  # noqa: E402
import torch  # noqa: E402

ALL = golden.BEFORE + golden.AFTER


def torch_run(name, path, params, first):
    tensors = {key: torch.tensor(golden.shaped(params, key), requires_grad=True) for key in golden.SHAPES}
    make, options = golden.torch_cases()[name]
    # Other options than the file's, which must replace them.
    wrong = {**options, "lr": 7.0, **({"betas": (0.1, 0.2)} if "betas" in options else {})}
    optimizer = golden.torch_optimizer(name, make, wrong, tensors)
    optimizer.load_state_dict(files.load_torch(path))
    for t in range(first, ALL):
        for key, tensor in tensors.items():
            tensor.grad = torch.tensor(golden.shaped(golden.GRADIENTS[t], key))
        optimizer.step()
    return {key: tensor.detach().numpy().ravel() for key, tensor in tensors.items()}


def optax_run(name, path, params, first):
    optimizer = golden.optax_cases()[name]
    tree = golden.nested(params)
    state = files.load_optax(path, optimizer.init(tree))
    for t in range(first, ALL):
        updates, state = optimizer.update(golden.nested(golden.GRADIENTS[t]), state, tree)
        tree = optax.apply_updates(tree, updates)
    return golden.flat(tree)


def keras_run(name, path, params, first):
    optimizer = golden.keras_cases()[name]
    with keras.name_scope("net"):
        variables = [
            keras.Variable(golden.shaped(params, key), name=key.replace(".", "_"), dtype="float64") for key in golden.SHAPES
        ]
    optimizer.build(variables)
    files.load_keras(path, optimizer)
    for t in range(first, ALL):
        gradients = [keras.ops.convert_to_tensor(golden.shaped(golden.GRADIENTS[t], key)) for key in golden.SHAPES]
        optimizer.apply(gradients, variables)
    return {key: np.ravel(variable.numpy()) for key, variable in zip(golden.SHAPES, variables)}


def distance(found, expected):
    """Relative, or absolute below 1e-3."""
    pairs = [(a, b) for key in expected for a, b in zip(np.ravel(found[key]), expected[key], strict=True)]
    return max(abs(a - b) / max(abs(b), 1e-3) for a, b in pairs)


def main(folder):
    torch.set_default_dtype(torch.float64)
    runs = {"torch": torch_run, "optax": optax_run, "keras": keras_run}
    versions = {"torch": torch.__version__.split("+")[0], "optax": optax.__version__, "keras": keras.__version__}
    for library, run in runs.items():
        cases = json.loads((Path(folder) / f"{library}.json").read_text())
        print(f"{library} {versions[library]}: {len(cases)} states loaded, the largest difference after {ALL - cases[0]['first']} steps")
        for case in cases:
            found = run(case["name"], Path(folder) / case["file"], case["params"], case["first"])
            far = distance(found, case["after"])
            print(f"  {far:.1e}  {case['name']}")
            if not far < 1e-12:
                raise SystemExit(f"{library}, {case['name']}: {far}")


main(sys.argv[1])
