"""Yogi of TensorFlow Addons in float64: the form called `keras` here, since Keras itself has no Yogi."""

import inspect

import tensorflow as tf
import tensorflow_addons as tfa

NAMES = {
    "learningRate": "learning_rate",
    "b1": "beta1",
    "b2": "beta2",
    "eps": "epsilon",
    "v0": "initial_accumulator_value",
    "activation": "activation",
}

YOGI = {"learningRate": 0.01, "b1": 0.9, "b2": 0.999, "eps": 1e-3, "v0": 1e-6, "activation": "sign"}

CASES = {
    "yogi/keras": YOGI,
    "yogi/keras+betas": {**YOGI, "b1": 0.8, "b2": 0.95, "eps": 1e-2},
    "yogi/keras+tanh": {**YOGI, "activation": "tanh"},
}


def versions(case):
    """Names and versions of what computes an optimizer."""
    return {"tensorflow-addons": tfa.__version__, "tensorflow": tf.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    return tfa.optimizers.Yogi, {NAMES[name]: value for name, value in options.items()}


def defaults(optimizer):
    """The defaults of TensorFlow Addons under this project's names."""
    given = inspect.signature(tfa.optimizers.Yogi.__init__).parameters
    return {name: given[theirs].default for name, theirs in NAMES.items()}


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step."""
    make, kwargs = call(case, options)
    steps = make(**kwargs)
    rate = tf.Variable(rates[0], dtype=tf.float64)
    # The legacy base class keeps hyperparameters in float32 unless it is handed functions.
    steps._hyper["learning_rate"] = lambda: rate
    for hyper, name in {"beta_1": "b1", "beta_2": "b2", "epsilon": "eps"}.items():
        value = tf.constant(options[name], dtype=tf.float64)
        steps._hyper[hyper] = lambda value=value: value
    variables = [tf.Variable(value, dtype=tf.float64) for value in start]
    for row, now in zip(gradients, rates):
        rate.assign(now)
        steps.apply_gradients([(tf.constant(g, dtype=tf.float64), v) for g, v in zip(row, variables)])
        yield [v.numpy() for v in variables]
