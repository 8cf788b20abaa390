"""torch.optim in float64, by this project's names of cases and options."""

import inspect

import torch

import problem
import torch_forms

# NAdam's running product has the default dtype, whatever the parameters have.
torch.set_default_dtype(torch.float64)

CLASSES = {
    "sgd": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "amsgrad": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "adamax": torch.optim.Adamax,
    "nadam": torch.optim.NAdam,
    "nadamw": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "rprop": torch.optim.Rprop,
    "adafactor": torch.optim.Adafactor,
    "clipByGlobalNorm": torch_forms.ClippedSgd,
    "reduceOnPlateau": torch_forms.PlateauSgd,
    "emaParams": torch_forms.AveragedSgd,
    "muon": torch_forms.MuonWithAdamw,
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
    "momentumDecay": "momentum_decay",
    "clippingThreshold": "d",
    "maxNorm": "max_norm",
    "factor": "factor",
    "patience": "patience",
    "rtol": "threshold",
    "atol": "atol",
    "cooldown": "cooldown",
    "accumulationSize": "accumulation",
    "minScale": "min_lr",
    "decoupledWeightDecay": "decoupled_weight_decay",
    "maximize": "maximize",
}
# Options that are off by default in every optimizer that has them.
OFF = {"decoupledWeightDecay", "maximize"}

SGD = {"learningRate": 0.01, "momentum": 0, "dampening": 0, "nesterov": False, "weightDecay": 0}
HEAVY = {**SGD, "momentum": 0.9}
ADAGRAD = {"learningRate": 0.01, "eps": 1e-10, "initialAccumulator": 0, "lrDecay": 0}
RMSPROP = {"learningRate": 0.01, "decay": 0.99, "eps": 1e-8, "centered": False, "momentum": 0}
ADAM = {"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
QUICK = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6}
NADAM = {**ADAM, "learningRate": 0.002, "momentumDecay": 0.004}
QUICK_NADAM = {**QUICK, "momentumDecay": 0.1}
RPROP = {"learningRate": 0.01, "etaMinus": 0.5, "etaPlus": 1.2, "minStepSize": 1e-6, "maxStepSize": 50}
ADAFACTOR = {
    "learningRate": 0.01,
    "decayRate": 0.8,
    "eps1": torch.finfo(torch.float64).eps,
    "eps2": 0.001,
    "clippingThreshold": 1,
    "weightDecay": 0,
}
PLATEAU = {
    "learningRate": 0.1,
    "factor": 0.8,
    "patience": 2,
    "rtol": 1e-4,
    "atol": 0,
    "cooldown": 0,
    "accumulationSize": 1,
    "minScale": 0,
}
MUON = {
    "learningRate": 0.001,
    "weightDecay": 0.1,
    "momentum": 0.95,
    "nesterov": True,
    "eps": 1e-7,
    "steps": 5,
    "scale": "original",
    "layout": "out,in",
    "adamLearningRate": 0.001,
    "adamB1": 0.9,
    "adamB2": 0.999,
    "adamEps": 1e-8,
    "adamWeightDecay": 0.01,
}
QUICK_MUON = {"momentum": 0.8, "weightDecay": 0.2, "adamB1": 0.8, "adamB2": 0.9, "adamWeightDecay": 0.1}
AVERAGED = {"patience": 1, "rtol": 0, "atol": 0.125, "cooldown": 2, "accumulationSize": 4, "minScale": 0.3}

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
    "adamax/torch": {**ADAM, "learningRate": 0.002},
    "adamax/torch+betas": {**QUICK, "eps": 1e-3},
    "nadam/torch": NADAM,
    "nadam/torch+betas": QUICK_NADAM,
    "nadamw/torch": {**NADAM, "weightDecay": 0.01},
    "nadamw/torch+betas": {**QUICK_NADAM, "weightDecay": 0.2},
    "radam/torch": ADAM,
    "radam/torch+betas": QUICK,
    "rprop/torch": RPROP,
    "rprop/torch+bounds": {
        "learningRate": 0.1,
        "etaMinus": 0.3,
        "etaPlus": 1.5,
        "minStepSize": 0.01,
        "maxStepSize": 0.4,
    },
    "adafactor/torch": ADAFACTOR,
    "adafactor/torch+options": {
        "learningRate": 0.3,
        "decayRate": 0.6,
        "eps1": 0.5,
        "eps2": 0.05,
        "clippingThreshold": 1.2,
        "weightDecay": 0.02,
    },
    "adafactor/torch+eps1": {
        "learningRate": 0.3,
        "decayRate": 0.1,
        "eps1": 0.1,
        "eps2": 0.05,
        "clippingThreshold": 1.2,
        "weightDecay": 0.02,
    },
    "clipByGlobalNorm/torch": {"learningRate": 0.1, "maxNorm": 1},
    "clipByGlobalNorm/torch+maxNorm": {"learningRate": 0.1, "maxNorm": 20},
    "reduceOnPlateau/torch": PLATEAU,
    "reduceOnPlateau/torch+cooldown": {**PLATEAU, "patience": 0, "factor": 0.6, "rtol": 0.03, "cooldown": 3},
    "reduceOnPlateau/torch+averaged": {**PLATEAU, **AVERAGED},
    "emaParams/torch": {"learningRate": 0.01, "momentum": 0, "decay": 0.999},
    "muon/torch": MUON,
    "muon/torch+matchRms": {**MUON, **QUICK_MUON, "scale": "matchRms"},
    "muon/torch+plain": {**MUON, **QUICK_MUON, "nesterov": False, "scale": "spectral", "steps": 3, "eps": 1e-3},
}


def around(decaying, steep=()):
    """Cases of optimizers with their weight decay, coupled and decoupled, and of all of them uphill."""
    for optimizer, options in decaying.items():
        decay = {**options, "weightDecay": 0.2}
        yield f"{optimizer}/torch+weightDecay", decay
        if "decoupled_weight_decay" in inspect.signature(CLASSES[optimizer].__init__).parameters:
            yield f"{optimizer}/torch+decoupledWeightDecay", {**decay, "decoupledWeightDecay": True}
        yield f"{optimizer}/torch+maximize", {**decay, "maximize": True}
    for optimizer, options in steep.items():
        yield f"{optimizer}/torch+maximize", {**options, "maximize": True}


CASES |= around(
    {
        "adam": QUICK,
        "amsgrad": QUICK,
        # A parameter that starts at 0 turns about it for ever: eps keeps rounding from deciding when.
        "nadam": {**QUICK_NADAM, "eps": 1e-3},
        "radam": QUICK,
        "adagrad": {**ADAGRAD, "lrDecay": 0.05},
        "rmsprop": {**RMSPROP, "centered": True, "momentum": 0.9},
    },
    {
        "sgd": {**HEAVY, "weightDecay": 0.05},
        "adamw": {**QUICK, "weightDecay": 0.2},
        "nadamw": {**QUICK_NADAM, "weightDecay": 0.2},
        "adadelta": {"learningRate": 1, "rho": 0.9, "eps": 1e-6},
        "adamax": {**QUICK, "eps": 1e-3},
        "rprop": RPROP,
        "adafactor": CASES["adafactor/torch+options"],
    },
)

# Arguments that stand for several options.
TUPLES = {
    "betas": ("b1", "b2"),
    "etas": ("etaMinus", "etaPlus"),
    "step_sizes": ("minStepSize", "maxStepSize"),
    "eps": ("eps1", "eps2"),
}

# What a class must be told besides the options to be the optimizer that is meant.
EXTRA = {"amsgrad": {"amsgrad": True}, "nadamw": {"decoupled_weight_decay": True}}
# Optimizers that torch knows as another's setting only, so that it has no defaults for them.
UNNAMED = {"nadamw", "clipByGlobalNorm", "reduceOnPlateau", "emaParams"}
# Names that mean something else in these than elsewhere.
RENAMED = {
    "emaParams": {"decay": "decay"},
    "muon": {
        "steps": "ns_steps",
        "scale": "scale",
        "adamLearningRate": "adamw_lr",
        "adamB1": "adamw_b1",
        "adamB2": "adamw_b2",
        "adamEps": "adamw_eps",
        "adamWeightDecay": "adamw_weight_decay",
    },
}
# Whose defaults they are, where it is not the class that is called.
STATED = {"muon": torch.optim.Muon}


def versions(case):
    """Names and versions of what computes an optimizer."""
    return {"torch": torch.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer = case.split("/")[0]
    names = {**NAMES, **RENAMED.get(optimizer, {})}
    out = {names[name]: value for name, value in options.items() if name in names}
    for theirs, ours in TUPLES.items():
        if ours[0] in options:
            out[theirs] = tuple(options[name] for name in ours)
    if "decayRate" in options:
        out["beta2_decay"] = -options["decayRate"]
    return CLASSES[optimizer], {**out, **EXTRA.get(optimizer, {})}


def defaults(optimizer):
    """torch's own defaults under this project's names."""
    if optimizer in UNNAMED:
        return {}
    given = {k: p.default for k, p in inspect.signature(STATED.get(optimizer, CLASSES[optimizer]).__init__).parameters.items()}
    out = {name: given[theirs] for name, theirs in NAMES.items() if theirs in given and name not in OFF}
    for theirs, ours in TUPLES.items():
        if isinstance(given.get(theirs), tuple):
            out |= zip(ours, given[theirs])
    if "beta2_decay" in given:
        out["decayRate"] = -given["beta2_decay"]
    return out


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step."""
    tensors = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in start]
    make, kwargs = call(case, options)
    steps = make(tensors, **kwargs)
    for row, rate, loss in zip(gradients, rates, losses):
        for tensor, g in zip(tensors, row):
            tensor.grad = None if g is None else torch.tensor(g, dtype=torch.float64)
        for group in steps.param_groups:
            group["lr"] = rate
        steps.step(lambda loss=loss: loss)
        yield problem.Step([tensor.detach().numpy() for tensor in tensors], getattr(steps, "averages", None))
