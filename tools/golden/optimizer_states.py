"""Writes test/golden/states/{torch,optax,keras}.json, and one of torch's as a file: states of optimizers after some steps, and where their libraries go from there.

Gradients are given: the library takes `BEFORE` steps, its state and its parameters are written down, then it takes `AFTER` more.
"""

import json
import os
import random
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import optax  # noqa: E402
import torch  # noqa: E402

keras.config.set_floatx("float64")

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "docs" / "other-libraries"))

from optimizer_state import save_torch  # noqa: E402

BEFORE, AFTER = 10, 20
SHAPES = {"layer.weight": (2, 3), "layer.bias": (3,), "scale": (1,), "late": (2,)}
OUT = ROOT / "test" / "golden" / "states"


def problem():
    """Start values and a gradient a step, to five digits."""
    rng = random.Random(31)

    def row():
        return {name: [float(f"{rng.gauss(0, 1):.5g}") for _ in range(int(np.prod(shape)))] for name, shape in SHAPES.items()}

    return row(), [row() for _ in range(BEFORE + AFTER)]


START, GRADIENTS = problem()
# In torch these have no gradient in some of the first steps: the bias misses some, the last one has none before the state is taken.
ABSENT = {"layer.bias": (0, 1, 4), "late": tuple(range(BEFORE))}


def shaped(row, name):
    return np.array(row[name]).reshape(SHAPES[name])


def plain(value):
    """Tensors as shape and flat data, everything else as JSON has it."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if hasattr(value, "shape"):
        array = np.asarray(value)
        return {"shape": list(array.shape), "data": array.ravel().tolist()}
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, optax.MaskedNode):
        return None
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def torch_cases():
    """Class, options, how the parameters are grouped and given."""
    adam = {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-6}
    decay = {"weight_decay": 0.1}
    sgd = {"lr": 0.05, "momentum": 0.9}
    rmsprop = {"lr": 0.01, "alpha": 0.9, "eps": 1e-6}
    optim = torch.optim
    return {
        "Adam": (optim.Adam, adam),
        "Adam, weight decay": (optim.Adam, {**adam, **decay}),
        "Adam, maximize": (optim.Adam, {**adam, "maximize": True}),
        "AMSGrad": (optim.Adam, {**adam, "amsgrad": True}),
        "AdamW": (optim.AdamW, {**adam, **decay}),
        "AdamW, amsgrad": (optim.AdamW, {**adam, **decay, "amsgrad": True}),
        "SGD": (optim.SGD, {"lr": 0.05, **decay}),
        "SGD, momentum": (optim.SGD, sgd),
        "SGD, Nesterov": (optim.SGD, {**sgd, **decay, "nesterov": True}),
        "SGD, dampening": (optim.SGD, {**sgd, "dampening": 0.3}),
        "RMSprop": (optim.RMSprop, {**rmsprop, **decay}),
        "RMSprop, centered": (optim.RMSprop, {**rmsprop, "centered": True}),
        "RMSprop, centered, momentum": (optim.RMSprop, {**rmsprop, "centered": True, "momentum": 0.7}),
        "Adagrad": (optim.Adagrad, {"lr": 0.1, "eps": 1e-6}),
        "Adagrad, decay of the rate": (optim.Adagrad, {"lr": 0.1, "lr_decay": 0.1, "initial_accumulator_value": 0.2}),
        "two groups": (optim.AdamW, {**adam, **decay}),
        "two groups, named": (optim.AdamW, {**adam, **decay}),
    }


def torch_optimizer(case, make, options, params):
    named = list(params.items())
    if not case.startswith("two groups"):
        return make([tensor for _, tensor in named], **options)
    give = (lambda pair: pair) if case.endswith("named") else (lambda pair: pair[1])
    groups = [
        {"params": [give(pair) for pair in named if "weight" in pair[0]]},
        {"params": [give(pair) for pair in named if "weight" not in pair[0]], "lr": 0.005, "betas": (0.7, 0.9), "weight_decay": 0},
    ]
    return make(groups, **options)


def run_torch(case, make, options):
    params = {name: torch.tensor(shaped(START, name), requires_grad=True) for name in SHAPES}
    optimizer = torch_optimizer(case, make, options, params)

    def step(t):
        for name, tensor in params.items():
            absent = t in ABSENT.get(name, ())
            tensor.grad = None if absent else torch.tensor(shaped(GRADIENTS[t], name))
        optimizer.step()

    def values():
        return {name: tensor.detach().numpy().ravel().tolist() for name, tensor in params.items()}

    for t in range(BEFORE):
        step(t)
    for group in optimizer.param_groups:
        group["lr"] /= 2
    order = [name for group in optimizer.param_groups for tensor in group["params"] for name in params if params[name] is tensor]
    if case.endswith("named"):
        save_torch(optimizer.state_dict(), OUT / "torch.safetensors")
    record = {"names": order, "state": plain(optimizer.state_dict()), "before": values()}
    for t in range(BEFORE, BEFORE + AFTER):
        step(t)
    return {**record, "after": values()}


def nested(row):
    return {
        "layer": {"weight": jnp.array(shaped(row, "layer.weight")), "bias": jnp.array(shaped(row, "layer.bias"))},
        "scale": jnp.array(shaped(row, "scale")),
        "late": jnp.array(shaped(row, "late")),
    }


def flat(params):
    return {
        "layer.weight": np.ravel(params["layer"]["weight"]).tolist(),
        "layer.bias": np.ravel(params["layer"]["bias"]).tolist(),
        "scale": np.ravel(params["scale"]).tolist(),
        "late": np.ravel(params["late"]).tolist(),
    }


def optax_cases():
    adam = {"learning_rate": 0.02, "b1": 0.8, "b2": 0.95, "eps": 1e-6}
    labels = {"layer": {"weight": "a", "bias": "b"}, "scale": "b", "late": "b"}
    inner = {"a": optax.adam(**adam), "b": optax.rmsprop(0.01, decay=0.9, eps=1e-6, centered=True, momentum=0.7)}
    return {
        "adam": optax.adam(**adam, eps_root=1e-7),
        "adam, nesterov": optax.adam(**adam, nesterov=True),
        "amsgrad": optax.amsgrad(**adam),
        "adamw": optax.adamw(**adam, weight_decay=0.1),
        "sgd, momentum": optax.sgd(0.05, momentum=0.9),
        "sgd, nesterov": optax.sgd(0.05, momentum=0.9, nesterov=True),
        "rmsprop": optax.rmsprop(0.01, decay=0.9, eps=1e-6),
        "rmsprop, corrected": optax.rmsprop(0.01, decay=0.9, eps=1e-6, bias_correction=True),
        "rmsprop, centered, momentum": optax.rmsprop(0.01, decay=0.9, eps=1e-6, centered=True, momentum=0.7),
        "adagrad": optax.adagrad(0.1, eps=1e-6),
        "clipped": optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(**adam, weight_decay=0.1)),
        "partition": optax.partition(inner, labels),
    }


def run_optax(optimizer):
    params = nested(START)
    state = optimizer.init(params)
    record = None
    for t in range(BEFORE + AFTER):
        if t == BEFORE:
            record = {"state": plain(state), "before": flat(params)}
        updates, state = optimizer.update(nested(GRADIENTS[t]), state, params)
        params = optax.apply_updates(params, updates)
    return {**record, "after": flat(params)}


def keras_cases():
    adam = {"learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-6}
    rmsprop = {"learning_rate": 0.01, "rho": 0.9, "epsilon": 1e-6}
    optim = keras.optimizers
    return {
        "Adam": optim.Adam(**adam),
        "Adam, amsgrad": optim.Adam(**adam, amsgrad=True),
        "AdamW": optim.AdamW(**adam, weight_decay=0.1),
        "SGD": optim.SGD(0.05),
        "SGD, momentum": optim.SGD(0.05, momentum=0.9),
        "SGD, Nesterov": optim.SGD(0.05, momentum=0.9, nesterov=True),
        "RMSprop": optim.RMSprop(**rmsprop),
        "RMSprop, momentum": optim.RMSprop(**rmsprop, momentum=0.7),
        "RMSprop, centered, momentum": optim.RMSprop(**rmsprop, centered=True, momentum=0.7),
        "Adagrad": optim.Adagrad(0.1, epsilon=1e-6),
    }


def run_keras(optimizer):
    with keras.name_scope("net"):
        variables = [keras.Variable(shaped(START, name), name=name.replace(".", "_"), dtype="float64") for name in SHAPES]
    optimizer.build(variables)

    def values():
        return {name: np.ravel(variable.numpy()).tolist() for name, variable in zip(SHAPES, variables)}

    record = None
    for t in range(BEFORE + AFTER):
        if t == BEFORE:
            optimizer.learning_rate = float(optimizer.learning_rate.numpy()) / 2
            record = {
                "paths": {name: variable.path for name, variable in zip(SHAPES, variables)},
                "state": {variable.path: plain(variable.numpy()) for variable in optimizer.variables},
                "before": values(),
            }
        optimizer.apply([keras.ops.convert_to_tensor(shaped(GRADIENTS[t], name)) for name in SHAPES], variables)
    return {**record, "after": values()}


def write(library, versions, cases):
    found = {
        "library": versions,
        "before": BEFORE,
        "shapes": SHAPES,
        "gradients": GRADIENTS,
        "cases": cases,
    }
    (OUT / f"{library}.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")


def main():
    torch.set_default_dtype(torch.float64)
    OUT.mkdir(exist_ok=True)
    write("torch", {"torch": torch.__version__.split("+")[0]}, {name: run_torch(name, *case) for name, case in torch_cases().items()})
    write("optax", {"optax": optax.__version__, "jax": jax.__version__}, {name: run_optax(case) for name, case in optax_cases().items()})
    write("keras", {"keras": keras.__version__, "jax": jax.__version__}, {name: run_keras(case) for name, case in keras_cases().items()})


if __name__ == "__main__":
    sys.exit(main())
