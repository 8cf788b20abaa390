"""torch.optim. Usage: torch_steps.py fused|foreach|single THREADS."""

import sys

import torch
from serve import Lacking, serve, tensors_of

form, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)

OPTIMIZERS = {
    "sgd": lambda params, **form: torch.optim.SGD(params, lr=0.01, momentum=0.9, **form),
    "adam": lambda params, **form: torch.optim.Adam(params, lr=1e-3, **form),
    "adamwClip": lambda params, **form: torch.optim.AdamW(params, lr=1e-3, weight_decay=0.01, eps=1e-12, **form),
    "adafactor": lambda params, **form: torch.optim.Adafactor(params, lr=1e-4, weight_decay=0, **form),
}


def begin(optimizer, n, count):
    if optimizer not in OPTIMIZERS:
        raise Lacking(f"torch has no {optimizer}")
    if optimizer == "adafactor" and form == "fused":
        raise Lacking("torch has no fused Adafactor")
    params = []
    for values, gradient in zip(*tensors_of(optimizer, n, count)):
        param = torch.nn.Parameter(torch.from_numpy(values).clone())
        param.grad = torch.from_numpy(gradient).clone()
        params.append(param)
    chosen = {"fused": True} if form == "fused" else {"foreach": form == "foreach"}
    step = OPTIMIZERS[optimizer](params, **chosen).step
    if optimizer == "adamwClip":
        clip, update = torch.nn.utils.clip_grad_norm_, step

        def step():
            clip(params, 1.0, foreach=form != "single")
            update()

    def run(times):
        for _ in range(times):
            step()

    return run, lambda k: params[k].detach().numpy().reshape(-1)


serve(begin)
