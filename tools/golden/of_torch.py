"""torch.optim in float64, by this project's names of cases and options."""

import inspect

import torch

VERSIONS = {"torch": torch.__version__}

CLASSES = {
    "sgd": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "amsgrad": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}

NAMES = {
    "learningRate": "lr",
    "momentum": "momentum",
    "dampening": "dampening",
    "nesterov": "nesterov",
    "weightDecay": "weight_decay",
    "eps": "eps",
    "initialAccumulator": "initial_accumulator_value",
    "lrDecay": "lr_decay",
    "rho": "rho",
    "decay": "alpha",
    "centered": "centered",
}

SGD = {"learningRate": 0.01, "momentum": 0, "dampening": 0, "nesterov": False, "weightDecay": 0}
HEAVY = {**SGD, "momentum": 0.9}
ADAGRAD = {"learningRate": 0.01, "eps": 1e-10, "initialAccumulator": 0, "lrDecay": 0}
RMSPROP = {"learningRate": 0.01, "decay": 0.99, "eps": 1e-8, "centered": False, "momentum": 0}
ADAM = {"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
QUICK = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6}

CASES = {
    "sgd/torch": SGD,
    "sgd/torch+momentum": HEAVY,
    "sgd/torch+dampening": {**HEAVY, "dampening": 0.3},
    "sgd/torch+nesterov": {**HEAVY, "nesterov": True},
    "sgd/torch+weightDecay": {**SGD, "weightDecay": 0.05},
    "sgd/torch+momentum+weightDecay": {**HEAVY, "weightDecay": 0.05},
    "sgd/torch+dampening+weightDecay": {**HEAVY, "dampening": 0.3, "weightDecay": 0.05},
    "sgd/torch+nesterov+weightDecay": {**HEAVY, "nesterov": True, "weightDecay": 0.05},
    "adagrad/torch": ADAGRAD,
    "adagrad/torch+lrDecay": {**ADAGRAD, "lrDecay": 0.05},
    "adagrad/torch+initialAccumulator": {**ADAGRAD, "initialAccumulator": 0.1},
    "adadelta/torch": {"learningRate": 1, "rho": 0.9, "eps": 1e-6},
    "rmsprop/torch": RMSPROP,
    "rmsprop/torch+centered": {**RMSPROP, "centered": True},
    "rmsprop/torch+momentum": {**RMSPROP, "momentum": 0.9},
    "rmsprop/torch+centered+momentum": {**RMSPROP, "centered": True, "momentum": 0.9},
    "adam/torch": ADAM,
    "adam/torch+betas": QUICK,
    "amsgrad/torch": ADAM,
    "amsgrad/torch+betas": QUICK,
    "adamw/torch": {**ADAM, "weightDecay": 0.01},
    "adamw/torch+betas": {**QUICK, "weightDecay": 0.2},
}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer = case.split("/")[0]
    out = {NAMES[name]: value for name, value in options.items() if name in NAMES}
    if "b1" in options:
        out["betas"] = (options["b1"], options["b2"])
    if optimizer == "amsgrad":
        out["amsgrad"] = True
    return CLASSES[optimizer], out


def defaults(optimizer):
    """torch's own defaults under this project's names."""
    given = {k: p.default for k, p in inspect.signature(CLASSES[optimizer].__init__).parameters.items()}
    out = {name: given[theirs] for name, theirs in NAMES.items() if theirs in given}
    if "betas" in given:
        out["b1"], out["b2"] = given["betas"]
    return out


def run(case, options, start, gradients, rates):
    """Yields the parameters, as lists of arrays, after each step."""
    tensors = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in start]
    make, kwargs = call(case, options)
    steps = make(tensors, **kwargs)
    for row, rate in zip(gradients, rates):
        for tensor, g in zip(tensors, row):
            tensor.grad = torch.tensor(g, dtype=torch.float64)
        for group in steps.param_groups:
            group["lr"] = rate
        steps.step()
        yield [tensor.detach().numpy() for tensor in tensors]
