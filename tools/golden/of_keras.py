"""keras.optimizers in float64 on JAX, by this project's names of cases and options."""

import inspect
import os

os.environ["KERAS_BACKEND"] = "jax"

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)

import keras  # noqa: E402

keras.config.set_floatx("float64")

VERSIONS = {"keras": keras.__version__, "jax": jax.__version__}

CLASSES = {
    "sgd": keras.optimizers.SGD,
    "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "amsgrad": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
}

NAMES = {
    "learningRate": "learning_rate",
    "momentum": "momentum",
    "nesterov": "nesterov",
    "weightDecay": "weight_decay",
    "eps": "epsilon",
    "initialAccumulator": "initial_accumulator_value",
    "rho": "rho",
    "decay": "rho",
    "centered": "centered",
    "b1": "beta_1",
    "b2": "beta_2",
}

SGD = {"learningRate": 0.01, "momentum": 0.0, "nesterov": False, "weightDecay": 0}
RMSPROP = {"learningRate": 0.001, "decay": 0.9, "eps": 1e-7, "centered": False, "momentum": 0}
ADAM = {"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-7}
QUICK = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6}

CASES = {
    "sgd/keras": SGD,
    "sgd/keras+momentum": {**SGD, "momentum": 0.9},
    "sgd/keras+nesterov": {**SGD, "momentum": 0.9, "nesterov": True},
    "sgd/keras+momentum+weightDecay": {**SGD, "momentum": 0.9, "weightDecay": 0.05},
    "adagrad/keras": {"learningRate": 0.001, "eps": 1e-7, "initialAccumulator": 0.1},
    "adadelta/keras": {"learningRate": 0.001, "rho": 0.95, "eps": 1e-7},
    "rmsprop/keras": RMSPROP,
    "rmsprop/keras+centered": {**RMSPROP, "centered": True},
    "rmsprop/keras+momentum": {**RMSPROP, "momentum": 0.9},
    "rmsprop/keras+centered+momentum": {**RMSPROP, "centered": True, "momentum": 0.9},
    "adam/keras": ADAM,
    "adam/keras+betas": QUICK,
    "amsgrad/keras": ADAM,
    "amsgrad/keras+betas": QUICK,
    "adamw/keras": {**ADAM, "weightDecay": 0.004},
    "adamw/keras+betas": {**QUICK, "weightDecay": 0.2},
}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer = case.split("/")[0]
    kwargs = {NAMES[name]: value for name, value in options.items()}
    return CLASSES[optimizer], {**kwargs, "amsgrad": True} if optimizer == "amsgrad" else kwargs


# Keras calls RMSProp's decay rho, so the name alone does not tell which of ours is meant.
FOREIGN = {"rmsprop": {"rho"}, "adadelta": {"decay"}}
DECAYING = {"sgd", "adamw"}


def defaults(optimizer):
    """Keras' own defaults under this project's names; None (no weight decay) is 0."""
    given = {k: p.default for k, p in inspect.signature(CLASSES[optimizer].__init__).parameters.items()}
    left_out = FOREIGN.get(optimizer, set()) | (set() if optimizer in DECAYING else {"weightDecay"})
    kept = {name: given[theirs] for name, theirs in NAMES.items() if theirs in given and name not in left_out}
    return {name: value or 0 if name == "weightDecay" else value for name, value in kept.items()}


def run(case, options, start, gradients, rates):
    """Yields the parameters, as lists of arrays, after each step."""
    make, kwargs = call(case, options)
    steps = make(**kwargs)
    variables = [keras.Variable(value, dtype="float64") for value in start]
    steps.build(variables)
    assert all(v.dtype == "float64" for v in steps.variables if "iteration" not in v.path)
    for row, rate in zip(gradients, rates):
        steps.learning_rate = rate
        steps.apply([keras.ops.convert_to_tensor(g, dtype="float64") for g in row], variables)
        yield [keras.ops.convert_to_numpy(v) for v in variables]
