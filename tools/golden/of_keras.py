"""keras.optimizers in float64 on JAX, by this project's names of cases and options."""

import inspect
import os

os.environ["KERAS_BACKEND"] = "jax"

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)

import keras  # noqa: E402
import keras.src.ops  # noqa: E402

import problem  # noqa: E402

keras.config.set_floatx("float64")
# Keras takes means, which Adafactor needs, in float32 and gives them back as float64.
keras.src.ops.mean = lambda x, **kwargs: jax.numpy.mean(keras.ops.convert_to_tensor(x), **kwargs)
# And norms, which Muon needs.
keras.src.ops.norm = lambda x, **kwargs: jax.numpy.linalg.norm(keras.ops.convert_to_tensor(x), **kwargs)

CLASSES = {
    "sgd": keras.optimizers.SGD,
    "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta,
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "amsgrad": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW,
    "adamax": keras.optimizers.Adamax,
    "nadam": keras.optimizers.Nadam,
    "nadamw": keras.optimizers.Nadam,
    "lion": keras.optimizers.Lion,
    "lamb": keras.optimizers.Lamb,
    "adafactor": keras.optimizers.Adafactor,
    "scheduleFreeAdamw": keras.optimizers.ScheduleFreeAdamW,
    "emaParams": keras.optimizers.SGD,
    "muon": keras.optimizers.Muon,
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
    "warmup": "warmup_steps",
    "decayRate": "beta_2_decay",
    "eps1": "epsilon_1",
    "eps2": "epsilon_2",
    "clippingThreshold": "clip_threshold",
}
RENAMED = {
    "emaParams": {"decay": "ema_momentum"},
    "muon": {
        "eps": None,
        "scale": None,
        "steps": "ns_steps",
        "adamB1": "adam_beta_1",
        "adamB2": "adam_beta_2",
        "adamEps": "epsilon",
        "adamWeightDecay": "adam_weight_decay",
    },
}

SGD = {"learningRate": 0.01, "momentum": 0.0, "nesterov": False, "weightDecay": 0}
RMSPROP = {"learningRate": 0.001, "decay": 0.9, "eps": 1e-7, "centered": False, "momentum": 0}
ADAM = {"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-7}
QUICK = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6}
LION = {"learningRate": 0.001, "b1": 0.9, "b2": 0.99, "weightDecay": 0}
LAMB = {**ADAM, "weightDecay": 0}
ADAFACTOR = {
    "learningRate": 0.001,
    "decayRate": 0.8,
    "eps1": 1e-30,
    "eps2": 0.001,
    "clippingThreshold": 1,
    "weightDecay": 0,
}
QUICK_ADAFACTOR = {
    "learningRate": 0.3,
    "decayRate": 0.6,
    "eps1": 1e-4,
    "eps2": 0.05,
    "clippingThreshold": 1.2,
    "weightDecay": 0.02,
}
MUON = {
    "learningRate": 0.001,
    "weightDecay": 0.004,
    "momentum": 0.95,
    "nesterov": True,
    "eps": 1e-7,
    "steps": 5,
    "scale": "matchRms",
    "adamB1": 0.9,
    "adamB2": 0.999,
    "adamEps": 1e-7,
    "adamWeightDecay": 0.004,
}
QUICK_MUON = {"momentum": 0.8, "weightDecay": 0.2, "adamB1": 0.8, "adamB2": 0.9, "adamWeightDecay": 0.1}
FREE = {"learningRate": 0.0025, "b1": 0.9, "b2": 0.999, "eps": 1e-8, "weightDecay": 0, "warmup": 0}

CASES = {
    "sgd/keras": SGD,
    "sgd/keras+momentum": {**SGD, "momentum": 0.9},
    "sgd/keras+nesterov": {**SGD, "momentum": 0.9, "nesterov": True},
    "sgd/keras+momentum+weightDecay": {**SGD, "momentum": 0.9, "weightDecay": 0.05},
    "sgd/keras+nesterov+weightDecay": {**SGD, "momentum": 0.9, "nesterov": True, "weightDecay": 0.05},
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
    "adamax/keras": ADAM,
    "adamax/keras+betas": {**QUICK, "eps": 1e-3},
    "nadam/keras": ADAM,
    "nadam/keras+betas": QUICK,
    "adam/keras+weightDecay": {**QUICK, "weightDecay": 0.2},
    "amsgrad/keras+weightDecay": {**QUICK, "weightDecay": 0.2},
    "nadam/keras+weightDecay": {**QUICK, "weightDecay": 0.2},
    "adagrad/keras+weightDecay": {"learningRate": 0.01, "eps": 1e-7, "initialAccumulator": 0.1, "weightDecay": 0.2},
    "rmsprop/keras+weightDecay": {**RMSPROP, "learningRate": 0.01, "weightDecay": 0.2},
    "rmsprop/keras+momentum+weightDecay": {**RMSPROP, "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.2},
    "nadamw/keras": {**ADAM, "weightDecay": 0.004},
    "nadamw/keras+betas": {**QUICK, "weightDecay": 0.2},
    "lion/keras": LION,
    "lion/keras+betas": {"learningRate": 0.01, "b1": 0.7, "b2": 0.8, "weightDecay": 0.2},
    "lamb/keras": LAMB,
    "lamb/keras+betas": {**QUICK, "b2": 0.95, "eps": 1e-4, "weightDecay": 0.2},
    "lamb/keras+weightDecay": {**QUICK, "b2": 0.95, "eps": 1e-4, "learningRate": 0.3125, "weightDecay": 2},
    "adafactor/keras": ADAFACTOR,
    "adafactor/keras+options": QUICK_ADAFACTOR,
    "scheduleFreeAdamw/keras": FREE,
    "scheduleFreeAdamw/keras+warmup": {**QUICK, "weightDecay": 0.2, "warmup": 15},
    "muon/keras": MUON,
    "muon/keras+plain": {**MUON, **QUICK_MUON, "nesterov": False},
    "emaParams/keras": {"learningRate": 0.01, "momentum": 0.0, "decay": 0.99},
    "emaParams/keras+decay": {"learningRate": 0.1, "momentum": 0.0, "decay": 0.8},
}


def versions(case):
    """Names and versions of what computes an optimizer."""
    return {"keras": keras.__version__, "jax": jax.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer = case.split("/")[0]
    # What Keras does not let anyone choose has no name there.
    names = {**NAMES, **RENAMED.get(optimizer, {})}
    kwargs = {names[name]: -value if name == "decayRate" else value for name, value in options.items() if names[name]}
    return CLASSES[optimizer], {**kwargs, **EXTRA.get(optimizer, {})}


# What a class must be told besides the options to be the optimizer that is meant.
EXTRA = {"amsgrad": {"amsgrad": True}, "emaParams": {"use_ema": True}}
# Keras calls RMSProp's decay rho, so the name alone does not tell which of ours is meant.
FOREIGN = {"rmsprop": {"rho"}, "adadelta": {"decay"}}
DECAYING = {"sgd", "adamw", "lion", "lamb", "adafactor", "scheduleFreeAdamw", "muon"}
# Optimizers that Keras knows as another's setting only, so that it has no defaults for them.
UNNAMED = {"nadamw", "emaParams"}


def defaults(optimizer):
    """Keras' own defaults under this project's names; None (no weight decay) is 0."""
    if optimizer in UNNAMED:
        return {}
    given = {k: p.default for k, p in inspect.signature(CLASSES[optimizer].__init__).parameters.items()}
    left_out = FOREIGN.get(optimizer, set()) | (set() if optimizer in DECAYING else {"weightDecay"})
    names = {**NAMES, **RENAMED.get(optimizer, {})}
    kept = {name: given[theirs] for name, theirs in names.items() if theirs in given and name not in left_out}
    if "decayRate" in kept:
        kept["decayRate"] = -kept["decayRate"]
    return {name: value or 0 if name == "weightDecay" else value for name, value in kept.items()}


def evaluation(steps):
    """The averages of an optimizer that keeps them."""
    return [keras.ops.convert_to_numpy(v) for v in steps._model_variables_moving_average]


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step."""
    make, kwargs = call(case, options)
    steps = make(**kwargs)
    variables = [keras.Variable(value, dtype="float64") for value in start]
    steps.build(variables)
    # Numbers besides the rate only count steps, or stand where Adafactor keeps nothing.
    assert all(v.dtype == "float64" for v in steps.variables if v.shape or "learning_rate" in v.path)
    for row, rate in zip(gradients, rates):
        steps.learning_rate = rate
        grads = [None if g is None else keras.ops.convert_to_tensor(g, dtype="float64") for g in row]
        steps.apply(grads, variables)
        params = [keras.ops.convert_to_numpy(v) for v in variables]
        yield problem.Step(params, evaluation(steps) if case.startswith("emaParams/") else None)
