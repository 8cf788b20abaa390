"""The authors' Dion in float64, by this project's names of cases and options."""

import math

import torch

torch.set_default_dtype(torch.float64)

import dion_source  # noqa: E402
import problem  # noqa: E402
import randoms  # noqa: E402

CODE = {
    **{"learningRate": 0.01, "weightDecay": 0.01, "momentum": 0.95, "eps": 1e-8, "rankFraction": 1, "seed": 0},
    **{"scale": "spectral", "layout": "out,in", "adamB1": 0.9, "adamB2": 0.95},
}
LOW = {
    **{**CODE, "momentum": 0.8, "weightDecay": 0.2, "eps": 1e-3, "rankFraction": 0.4, "seed": 7},
    **{"adamB1": 0.8, "adamB2": 0.9, "adamLearningRate": 0.02, "adamEps": 1e-4, "adamWeightDecay": 0.1},
}
CASES = {
    "dion/default": CODE,
    "dion/default+low": LOW,
    "dion/paper": CODE,
    "dion/paper+low": {**LOW, "scale": "matchRms"},
}


class Dion(torch.optim.Optimizer):
    """The Dion of microsoft/dion, by the functions of its reference, since the class is for tensors of torch.distributed; with QR by
    reflections, without rounding to float32. Random matrices are those of this project's generator. Its AdamW has the same eps."""

    def __init__(self, tensors, lr, momentum, weight_decay, eps, rank, seed, scale, tall, adamw):
        super().__init__(tensors, dict(lr=lr))
        self.how = momentum, weight_decay, eps, rank, seed, scale, tall
        self.adamw = adamw
        *_, self.scalars = dion_source.modules()
        self.dion = dion_source.reference()
        self.count = 0

    @torch.no_grad()
    def step(self):
        self.count += 1
        momentum, weight_decay, eps, rank, seed, scale, tall = self.how
        (group,) = self.param_groups
        rate = group["lr"]
        for tensor in group["params"]:
            state = self.state[tensor]
            if tensor.dim() != 2:
                if not state:
                    state["m"], state["v"] = torch.zeros_like(tensor), torch.zeros_like(tensor)
                adamw_lr, b1, b2, adamw_eps, adamw_wd = self.adamw
                given = (rate if adamw_lr is None else adamw_lr, b1, b2, adamw_wd)
                step = torch.tensor(float(self.count))
                numbers = [torch.tensor(value) for value in given]
                self.scalars.adamw_update(tensor, tensor.grad, state["m"], state["v"], *numbers, step, adamw_eps)
                continue
            rows, columns = tensor.shape
            transpose = tall and rows < columns
            if not state:
                sides = (rows if transpose else columns), math.ceil(rank * min(rows, columns))
                state["m"], state["q"] = torch.zeros_like(tensor), torch.tensor(randoms.normals(seed, sides))
            factor = math.sqrt(rows / columns)
            wanted = {"spectral": factor, "matchRms": 0.2 * math.sqrt(max(rows, columns))}[scale]
            # Its rate has the spectral factor, its decay the rate itself.
            lr = rate * wanted / factor
            state["q"] = self.dion.dion_update(
                *(tensor, tensor.grad, state["m"], state["q"]),
                *(torch.tensor(value) for value in (lr, momentum, weight_decay * rate / lr)),
                **dict(epsilon=eps, transpose=transpose, power_iters=1, qr_method="qr", compressed_all_reduce=False),
            )


def versions(_):
    """Names and versions of what computes a case."""
    return {"microsoft/dion": dion_source.COMMIT, "torch": torch.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    adamw = (
        options.get("adamLearningRate"),
        options["adamB1"],
        options["adamB2"],
        options.get("adamEps", options["eps"]),
        options.get("adamWeightDecay", options["weightDecay"]),
    )
    names = {"learningRate": "lr", "momentum": "momentum", "weightDecay": "weight_decay", "eps": "eps"}
    given = {theirs: options[name] for name, theirs in names.items()}
    other = {"rank": options["rankFraction"], "seed": options["seed"], "scale": options["scale"]}
    return Dion, {**given, **other, "tall": not case.startswith("dion/paper"), "adamw": adamw}


def defaults(_):
    return {}


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step."""
    tensors = [torch.tensor(value, requires_grad=True) for value in start]
    make, kwargs = call(case, options)
    steps = make(tensors, **kwargs)
    for row, rate in zip(gradients, rates):
        for tensor, g in zip(tensors, row):
            tensor.grad = torch.tensor(g)
        for group in steps.param_groups:
            group["lr"] = rate
        steps.step()
        yield problem.Step([tensor.detach().numpy().copy() for tensor in tensors])
