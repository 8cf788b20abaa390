"""The authors' Distributed Shampoo in float64, by this project's names of cases and options, for matrices; for all else what it is grafted
to: torch's AdamW, or its own steps before the first with inverse roots."""

import importlib.metadata

import torch

torch.set_default_dtype(torch.float64)

import distributed_shampoo  # noqa: E402
import distributed_shampoo.distributed_shampoo as implementation  # noqa: E402

import problem  # noqa: E402


class InFloat64:
    """torch as the optimizer's module sees it. It keeps its rate in float32; here it stays as it is."""

    float = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


implementation.torch = InFloat64()

SHAMPOO = {
    **{"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-3, "graftEps": 1e-8, "weightDecay": 0},
    **{"every": 2, "start": 3, "maxSide": 6},
}
QUICK = {
    **{"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-3, "graftEps": 1e-4, "weightDecay": 0.2},
    **{"every": 3, "start": 4, "maxSide": 6},
}
BLOCKS = {**{k: v for k, v in QUICK.items() if k != "maxSide"}, "blockSize": 4}
NO_MOMENT = {k: v for k, v in BLOCKS.items() if k != "graftEps"}
CASES = {
    "shampoo/default+whole": SHAMPOO,
    "shampoo/default+quick": QUICK,
    "shampoo/default+blocks": {**BLOCKS, "blockSize": 3},
    "shampoo/default+rmsprop": {**BLOCKS, "grafting": "rmsprop"},
    "shampoo/default+adagrad": {**BLOCKS, "grafting": "adagrad"},
    "shampoo/default+sgd": {**NO_MOMENT, "grafting": "sgd"},
    "shampoo/default+none": {**BLOCKS, "grafting": "none"},
}


def grafting(options):
    """What the steps are grafted to, as the authors configure it."""
    eps = {"epsilon": options.get("graftEps")}
    b2 = {"beta2": options["b2"]}
    return {
        "adam": lambda: distributed_shampoo.AdamPreconditionerConfig(**b2, **eps),
        "rmsprop": lambda: distributed_shampoo.RMSpropPreconditionerConfig(**b2, **eps),
        "adagrad": lambda: distributed_shampoo.AdaGradPreconditionerConfig(**eps),
        "sgd": distributed_shampoo.SGDPreconditionerConfig,
        "none": lambda: None,
    }[options.get("grafting", "adam")]()


def versions(_):
    """Names and versions of what computes a case."""
    name = "torch-shampoo"
    return {name: importlib.metadata.version(name), "torch": torch.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    b1, b2 = options["b1"], options["b2"]
    return distributed_shampoo.DistributedShampoo, {
        "lr": options["learningRate"],
        "betas": (b1, b2),
        "epsilon": options["eps"],
        "weight_decay": options["weightDecay"],
        "max_preconditioner_dim": options.get("blockSize", options.get("maxSide")),
        "precondition_frequency": options["every"],
        "start_preconditioning_step": options["start"],
        "grafting_config": grafting(options),
        "preconditioner_config": distributed_shampoo.RootInvShampooPreconditionerConfig(
            factor_matrix_dtype=torch.float64, inv_factor_matrix_dtype=torch.float64
        ),
    }


def defaults(_):
    return {}


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step."""
    tensors = [torch.tensor(value, requires_grad=True) for value in start]
    make, kwargs = call(case, options)
    others = [tensor for tensor in tensors if tensor.ndim != 2]
    if options.get("grafting", "adam") in ("adam", "none"):
        other = torch.optim.AdamW(
            others, betas=kwargs["betas"], eps=options["graftEps"], weight_decay=options["weightDecay"]
        )
    else:
        other = make(others, **{**kwargs, "start_preconditioning_step": problem.STEPS + 1})
    optimizers = [make([tensor for tensor in tensors if tensor.ndim == 2], **kwargs), other]
    for row, rate in zip(gradients, rates):
        for tensor, g in zip(tensors, row):
            tensor.grad = torch.tensor(g)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        yield problem.Step([tensor.detach().numpy().copy() for tensor in tensors])
