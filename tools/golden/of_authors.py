"""Packages of the optimizers' authors in float64, by this project's names of cases and options; for optimizers whose
authors published no package, pytorch_optimizer."""

import importlib.metadata
import inspect
import math

import torch

torch.set_default_dtype(torch.float64)

import adabelief_pytorch  # noqa: E402
import adam_mini  # noqa: E402
import dadaptation  # noqa: E402
import madgrad  # noqa: E402
import prodigyopt  # noqa: E402
import pytorch_optimizer  # noqa: E402
import schedulefree  # noqa: E402

import authors_forms  # noqa: E402
import authors_source  # noqa: E402
import dion_source  # noqa: E402
import muon_options  # noqa: E402
import problem  # noqa: E402


def adopt(tensors, clipping, **kwargs):
    """ADOPT that clips the k-th step after the first at k^(1/4) as the paper does; the collection counts one more. It also
    decays before the first step, which the authors' code does not: no case here decays."""
    clip = (lambda step: (step - 1) ** 0.25) if clipping else None
    return pytorch_optimizer.ADOPT(tensors, clip_lambda=clip, **kwargs)


CLASSES = {
    "prodigy": prodigyopt.Prodigy,
    "dadaptAdam": dadaptation.DAdaptAdam,
    "adabelief": adabelief_pytorch.AdaBelief,
    "adan": pytorch_optimizer.Adan,
    "ademamix": pytorch_optimizer.AdEMAMix,
    "adopt": adopt,
    "novograd": pytorch_optimizer.NovoGrad,
    "fromage": pytorch_optimizer.Fromage,
    "madgrad": madgrad.MADGRAD,
    "madgrad/default": authors_forms.PaperMadgrad,
    "laprop": authors_forms.LaProp,
    "laprop/default": authors_forms.PaperLaProp,
    "mars": authors_forms.mars,
    "scheduleFreeSgd": schedulefree.SGDScheduleFree,
    "scheduleFreeAdamw": schedulefree.AdamWScheduleFree,
    "scheduleFreeAdamw/paper": schedulefree.AdamWScheduleFreePaper,
    "tiger": pytorch_optimizer.Tiger,
    "soap": pytorch_optimizer.SOAP,
    "adamMini": adam_mini.Adam_mini,
    "adamMini/default": authors_forms.AdamMini,
    "muon/default": authors_forms.keller_muon,
    "muon/timm": authors_forms.timm_muon,
    "muon/dion": authors_forms.DionMuon,
    "normuon": authors_forms.normuon,
    "adamuon": authors_forms.adamuon,
    "adamuon/paper": authors_forms.paper_adamuon,
}

NAMES = {
    "learningRate": "lr",
    "eps": "eps",
    "weightDecay": "weight_decay",
    "d0": "d0",
    "dCoef": "d_coef",
    "growthRate": "growth_rate",
    "biasCorrection": "use_bias_correction",
    "safeguardWarmup": "safeguard_warmup",
    "alpha": "alpha",
    "warmup": "t_alpha_beta3",
    "clipping": "clipping",
    "gamma": "gamma",
    "momentum": "momentum",
    "weightPower": "weight_lr_power",
    "r": "r",
    "blocks": "blocks",
    "every": "precondition_frequency",
    "maxSide": "max_precondition_dim",
}
OF_MATRICES = {
    **{name: name for name in ("nesterov", "scale", "layout")},
    "b2": "beta2",
    "steps": "ns_steps",
    "adamLearningRate": "adamw_lr",
    "adamB1": "adamw_b1",
    "adamB2": "adamw_b2",
    "adamEps": "adamw_eps",
    "adamWeightDecay": "adamw_weight_decay",
}
# Names that mean something else in these than elsewhere.
RENAMED = {
    **dict.fromkeys(("muon", "normuon", "adamuon"), OF_MATRICES),
    **dict.fromkeys(("scheduleFreeSgd", "scheduleFreeAdamw"), {"warmup": "warmup_steps"}),
    "tiger": {"b1": "beta"},
}

BETAS = {"b1": 0.9, "b2": 0.999, "eps": 1e-8}
QUICK = {"b1": 0.8, "b2": 0.95, "eps": 1e-6}
PRODIGY = {
    "learningRate": 1,
    **BETAS,
    "b3": math.sqrt(0.999),
    "d0": 1e-6,
    "dCoef": 1,
    "weightDecay": 0,
    "biasCorrection": False,
    "safeguardWarmup": False,
}
DADAPT = {"learningRate": 1, **BETAS, "d0": 1e-6, "weightDecay": 0}
BELIEF = {"learningRate": 0.001, **BETAS, "eps": 1e-16}
ADAN = {"learningRate": 0.001, "b1": 0.98, "b2": 0.92, "b3": 0.99, "eps": 1e-8, "weightDecay": 0}
QUICK_ADAN = {**ADAN, "learningRate": 0.01, "b1": 0.8, "b2": 0.7, "b3": 0.95, "eps": 1e-6}
ADEMAMIX = {"learningRate": 0.001, **BETAS, "b3": 0.9999, "alpha": 5, "weightDecay": 0}
QUICK_ADEMAMIX = {**ADEMAMIX, **QUICK, "learningRate": 0.01, "b2": 0.9, "b3": 0.99, "alpha": 3}
ADOPT = {"learningRate": 0.001, "b1": 0.9, "b2": 0.9999, "eps": 1e-6, "weightDecay": 0, "clipping": True}
QUICK_ADOPT = {**ADOPT, **QUICK, "learningRate": 0.01, "eps": 1e-3}
NOVOGRAD = {"learningRate": 0.01, "b1": 0.95, "b2": 0.98, "eps": 1e-8, "weightDecay": 0}
MADGRAD = {"learningRate": 0.01, "momentum": 0.9, "eps": 1e-6, "weightDecay": 0}
QUICK_MADGRAD = {"learningRate": 0.003, "momentum": 0.6, "eps": 0.001, "weightDecay": 0.2}
LAPROP = {"learningRate": 4e-4, "b1": 0.9, "b2": 0.999, "eps": 1e-15, "weightDecay": 0}
QUICK_LAPROP = {**LAPROP, **QUICK, "learningRate": 0.01, "b2": 0.6, "weightDecay": 0.2}
SOAP = {
    **{"learningRate": 0.003, "b1": 0.95, "b2": 0.95, "b3": 0.95, "eps": 1e-8},
    **{"weightDecay": 0.01, "every": 10, "maxSide": 5},
}
QUICK_SOAP = {
    **{"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "b3": 0.7, "eps": 1e-4},
    **{"weightDecay": 0.2, "every": 3, "maxSide": 5},
}
TIGER = {"learningRate": 0.001, "b1": 0.965, "weightDecay": 0.01}
MARS = {"learningRate": 0.003, "b1": 0.95, "b2": 0.99, "eps": 1e-8, "gamma": 0.025, "weightDecay": 0}
QUICK_MARS = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-4, "gamma": 0.1, "weightDecay": 0.2}
FREE = {"weightDecay": 0, "warmup": 0, "weightPower": 2, "r": 0}
WARM = {"weightDecay": 0.2, "warmup": 15, "weightPower": 1.5, "r": 1}
FREE_ADAMW = {"learningRate": 0.0025, **BETAS, **FREE}
WARM_ADAMW = {"learningRate": 0.01, **QUICK, "b2": 0.9, **WARM}
MINI = {"learningRate": 0.001, **BETAS, "weightDecay": 0, "blocks": "rows"}
QUICK_MINI = {"learningRate": 0.01, **QUICK, "b2": 0.9, "weightDecay": 0.2, "blocks": "rows"}

CASES = {
    "prodigy/default": PRODIGY,
    "prodigy/default+betas": {**PRODIGY, **QUICK, "learningRate": 0.5, "b3": 0.9, "d0": 1e-4, "dCoef": 2},
    "prodigy/default+biasCorrection": {**PRODIGY, "biasCorrection": True},
    "prodigy/default+safeguardWarmup": {**PRODIGY, "learningRate": 0.5, "safeguardWarmup": True},
    "prodigy/default+growthRate": {**PRODIGY, "growthRate": 1.2},
    "prodigy/default+weightDecay": {**PRODIGY, "weightDecay": 0.05, "d0": 0.1, "growthRate": 1.02},
    "dadaptAdam/default": DADAPT,
    "dadaptAdam/default+betas": {**DADAPT, **QUICK, "learningRate": 0.5, "d0": 1e-4},
    "dadaptAdam/default+growthRate+weightDecay": {**DADAPT, "growthRate": 1.2, "weightDecay": 0.05},
    "adabelief/default": BELIEF,
    "adabelief/default+betas": {**BELIEF, **QUICK, "learningRate": 0.01},
    "adan/default": ADAN,
    "adan/default+betas": QUICK_ADAN,
    "adan/default+weightDecay": {**QUICK_ADAN, "weightDecay": 0.2},
    "ademamix/default": ADEMAMIX,
    "ademamix/default+betas": {**QUICK_ADEMAMIX, "weightDecay": 0.2},
    "ademamix/default+warmup": {**ADEMAMIX, "warmup": 64},
    "adopt/default": ADOPT,
    "adopt/default+betas": QUICK_ADOPT,
    "adopt/default+unclipped": {**QUICK_ADOPT, "clipping": False},
    "novograd/default": NOVOGRAD,
    "novograd/default+betas": {"learningRate": 0.003, "b1": 0.8, "b2": 0.6, "eps": 1e-4, "weightDecay": 0.2},
    "fromage/default": {"learningRate": 0.01},
    "fromage/default+rate": {"learningRate": 0.3},
    "madgrad/default": MADGRAD,
    "madgrad/default+weightDecay": QUICK_MADGRAD,
    "madgrad/torch": MADGRAD,
    "madgrad/torch+weightDecay": QUICK_MADGRAD,
    "madgrad/torch+eps": {**MADGRAD, "eps": 0},
    "laprop/default": LAPROP,
    "laprop/default+betas": QUICK_LAPROP,
    "laprop/torch": LAPROP,
    "laprop/torch+betas": QUICK_LAPROP,
    "soap/default": SOAP,
    "soap/default+often": QUICK_SOAP,
    "tiger/default": TIGER,
    "tiger/default+betas": {"learningRate": 0.01, "b1": 0.7, "weightDecay": 0.2},
    "mars/default": MARS,
    "mars/default+betas": QUICK_MARS,
    "scheduleFreeSgd/default": {"learningRate": 1, "momentum": 0.9, **FREE},
    "scheduleFreeSgd/default+warmup": {"learningRate": 0.05, "momentum": 0.7, **WARM},
    "scheduleFreeAdamw/default": FREE_ADAMW,
    "scheduleFreeAdamw/default+warmup": WARM_ADAMW,
    "scheduleFreeAdamw/paper": FREE_ADAMW,
    "scheduleFreeAdamw/paper+warmup": WARM_ADAMW,
    "adamMini/default": MINI,
    "adamMini/default+betas": QUICK_MINI,
    **muon_options.CASES,
    "adamMini/default+tensor": {**QUICK_MINI, "blocks": "tensor"},
}

# What a class must be told besides the options to be the form that is meant, by optimizer.
EXTRA = {
    "dadaptAdam": {"decouple": True},
    "adabelief": {"rectify": False, "weight_decouple": False, "print_change_log": False},
    "ademamix": {"weight_decouple": True},
}
# The authors' package that computes an optimizer; the collection has defaults of its own, which nobody compares with.
PACKAGES = {
    "prodigy": "prodigyopt",
    "dadaptAdam": "dadaptation",
    "adabelief": "adabelief-pytorch",
    "madgrad": "madgrad",
    "muon": "timm",
    "scheduleFreeSgd": "schedulefree",
    "scheduleFreeAdamw": "schedulefree",
    "adamMini": "adam-mini",
}
COLLECTION = "pytorch_optimizer"


def versions(case):
    """Names and versions of what computes a form of an optimizer."""
    if case == "muon/dion":
        return {"microsoft/dion": dion_source.COMMIT, "torch": torch.__version__}
    if case.startswith("adamuon/paper"):
        return {**authors_source.version("ADAMUON"), "torch": torch.__version__}
    if case.startswith("muon/default"):
        return {**authors_source.version("MUON"), "torch": torch.__version__}
    package = PACKAGES.get(case.split("/")[0], COLLECTION)
    return {package: importlib.metadata.version(package), "torch": torch.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer = case.split("/")[0]
    names = {**NAMES, **RENAMED.get(optimizer, {})}
    out = {names[name]: value for name, value in options.items() if name in names}
    if "b2" in options and "b2" not in names:
        out["betas"] = tuple(options[name] for name in ("b1", "b2", "b3") if name in options)
    if optimizer == "prodigy":
        out["betas"], out["beta3"] = out["betas"][:2], out["betas"][2]
    if optimizer == "soap":
        out["betas"], out["shampoo_beta"] = out["betas"][:2], out["betas"][2]
    return CLASSES.get(case.split("+")[0]) or CLASSES[optimizer], {**out, **EXTRA.get(optimizer, {})}


def defaults(optimizer):
    """The authors' own defaults under this project's names."""
    if optimizer == "muon":
        return authors_forms.keller_defaults()
    if optimizer not in PACKAGES:
        return {}
    given = {k: p.default for k, p in inspect.signature(CLASSES[optimizer].__init__).parameters.items()}
    names = {**NAMES, **RENAMED.get(optimizer, {})}
    out = {name: given[theirs] for name, theirs in names.items() if theirs in given}
    if "betas" in given:
        out["b1"], out["b2"] = given["betas"]
    if optimizer == "prodigy":
        out["b3"] = math.sqrt(out["b2"])
    return out


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step."""
    tensors = [torch.tensor(value, requires_grad=True) for value in start]
    make, kwargs = call(case, options)
    steps = make(tensors, **kwargs)
    if hasattr(steps, "train"):
        steps.train()
    for row, rate in zip(gradients, rates):
        for tensor, g in zip(tensors, row):
            tensor.grad = torch.tensor(g)
        for group in steps.param_groups:
            group["lr"] = rate
        steps.step()
        yield problem.Step([tensor.detach().numpy() for tensor in tensors], authors_forms.evaluation(steps))
