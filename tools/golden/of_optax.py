"""optax in float64, by this project's names of cases and options; also forms of the paper and of the textbook that
optax can express."""

import inspect

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402

VERSIONS = {"optax": optax.__version__, "jax": jax.__version__}

NAMES = {
    "learningRate": "learning_rate",
    "momentum": "momentum",
    "nesterov": "nesterov",
    "eps": "eps",
    "epsRoot": "eps_root",
    "initialAccumulator": "initial_accumulator_value",
    "decay": "decay",
    "centered": "centered",
    "rho": "rho",
    "b1": "b1",
    "b2": "b2",
    "weightDecay": "weight_decay",
}

SGD = {"learningRate": 0.01, "momentum": 0, "nesterov": False}
RMSPROP = {"learningRate": 0.01, "decay": 0.9, "eps": 1e-8, "centered": False, "momentum": 0, "nesterov": False}
ADAGRAD = {"learningRate": 0.01, "eps": 1e-7, "initialAccumulator": 0.1}
BETAS = {"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
QUICK = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6}
ADAM = {**BETAS, "epsRoot": 0}
YOGI = {"learningRate": 0.01, "b1": 0.9, "b2": 0.999, "eps": 1e-3}

CASES = {
    "sgd/optax": SGD,
    "sgd/optax+momentum": {**SGD, "momentum": 0.9},
    "sgd/optax+nesterov": {**SGD, "momentum": 0.9, "nesterov": True},
    "adagrad/optax": ADAGRAD,
    "adagrad/optax+initialAccumulator": {**ADAGRAD, "initialAccumulator": 0},
    "adadelta/textbook": {"learningRate": 1, "rho": 0.9, "eps": 1e-5},
    "rmsprop/optax": RMSPROP,
    "rmsprop/optax+centered": {**RMSPROP, "centered": True},
    "rmsprop/optax+momentum": {**RMSPROP, "momentum": 0.9},
    "rmsprop/optax+centered+momentum": {**RMSPROP, "centered": True, "momentum": 0.9},
    "rmsprop/optax+nesterov": {**RMSPROP, "momentum": 0.9, "nesterov": True},
    "rmsprop/optax+centered+nesterov": {**RMSPROP, "centered": True, "momentum": 0.9, "nesterov": True},
    "rmsprop/textbook": {"learningRate": 0.01, "decay": 0.9, "eps": 1e-6},
    "adam/optax": ADAM,
    "adam/optax+epsRoot": {**ADAM, "epsRoot": 1e-6},
    "adam/textbook": {**BETAS, "learningRate": 0.01, "eps": 1e-6},
    "adam/paper": BETAS,
    "amsgrad/optax": ADAM,
    "amsgrad/optax+betas": {**QUICK, "epsRoot": 0},
    "amsgrad/optax+epsRoot": {**ADAM, "epsRoot": 1e-6},
    "amsgrad/paper": BETAS,
    "amsgrad/paper+betas": QUICK,
    "adamw/optax": {**ADAM, "weightDecay": 1e-4},
    "adamw/optax+epsRoot": {**QUICK, "epsRoot": 1e-6, "weightDecay": 0.2},
    "yogi/optax": YOGI,
    "yogi/optax+betas": {"learningRate": 0.01, "b1": 0.8, "b2": 0.95, "eps": 1e-2},
    "yogi/textbook": YOGI,
}

EXTRA = {
    "amsgrad/paper": {"bias_correction_mu": False, "bias_correction_nu": False},
    "yogi/textbook": {"initial_accumulator_value": 0.0},
}


def yogi_from(learning_rate, **kwargs):
    """optax.yogi with a choice of the initial value, which only its transformation offers."""
    return optax.chain(optax.scale_by_yogi(**kwargs), optax.scale_by_learning_rate(learning_rate))


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer = case.split("/")[0]
    extra = EXTRA.get(case.split("+")[0], {})
    make = yogi_from if "initial_accumulator_value" in extra else getattr(optax, optimizer)
    return make, {**{NAMES[name]: value for name, value in options.items()}, **extra}


def defaults(optimizer):
    """optax's own defaults under this project's names; None (no momentum) is 0."""
    given = {k: p.default for k, p in inspect.signature(getattr(optax, optimizer)).parameters.items()}
    kept = {name: given[theirs] for name, theirs in NAMES.items() if theirs in given}
    return {name: value or 0 if name == "momentum" else value for name, value in kept.items()}


def run(case, options, start, gradients, rates):
    """Yields the parameters, as lists of arrays, after each step. optax's schedules see the count from 0."""
    table = jnp.asarray(rates, dtype=jnp.float64)
    make, kwargs = call(case, options)
    transformation = make(**{**kwargs, "learning_rate": lambda count: table[count]})
    params = [jnp.asarray(value, dtype=jnp.float64) for value in start]
    state = transformation.init(params)
    for row in gradients:
        grads = [jnp.asarray(g, dtype=jnp.float64) for g in row]
        updates, state = transformation.update(grads, state, params)
        params = optax.apply_updates(params, updates)
        assert all(value.dtype == jnp.float64 for value in params)
        yield params
