"""The authors' Distributed Shampoo in float64, by this project's names of cases and options, for matrices of which no side is divided; and
torch's AdamW, to which it is grafted, for all else."""

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
CASES = {"shampoo/default+whole": SHAMPOO, "shampoo/default+quick": QUICK}


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
        "max_preconditioner_dim": options["maxSide"],
        "precondition_frequency": options["every"],
        "start_preconditioning_step": options["start"],
        "grafting_config": distributed_shampoo.AdamPreconditionerConfig(beta2=b2, epsilon=options["graftEps"]),
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
    optimizers = [
        make([tensor for tensor in tensors if tensor.ndim == 2], **kwargs),
        torch.optim.AdamW(
            [tensor for tensor in tensors if tensor.ndim != 2],
            betas=kwargs["betas"],
            eps=options["graftEps"],
            weight_decay=options["weightDecay"],
        ),
    ]
    for row, rate in zip(gradients, rates):
        for tensor, g in zip(tensors, row):
            tensor.grad = torch.tensor(g)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        yield problem.Step([tensor.detach().numpy().copy() for tensor in tensors])
