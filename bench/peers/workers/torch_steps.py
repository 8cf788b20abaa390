"""torch.optim. Usage: torch_steps.py fused|foreach|single THREADS, or on a GPU torch_steps.py fused|foreach|single cuda PERIOD."""

import sys

import torch
from serve import Lacking, serve, tensors_of

form, threads = sys.argv[1:3]
on_gpu = threads == "cuda"
device = "cuda" if on_gpu else "cpu"
period = int(sys.argv[3]) if on_gpu else 1 << 32
if not on_gpu:
    torch.set_num_threads(int(threads))

OPTIMIZERS = {
    "sgd": lambda params, **form: torch.optim.SGD(params, lr=0.01, momentum=0.9, **form),
    "adam": lambda params, **form: torch.optim.Adam(params, lr=1e-3, **form),
    "adamwClip": lambda params, **form: torch.optim.AdamW(params, lr=1e-3, weight_decay=0.01, eps=1e-12, **form),
    "adafactor": lambda params, **form: torch.optim.Adafactor(params, lr=1e-4, weight_decay=0, **form),
}


def begin(optimizer, n, count):
    if optimizer not in OPTIMIZERS:
        raise Lacking(f"torch has no {optimizer}")
    if on_gpu and not torch.cuda.is_available():
        raise Lacking("torch has no GPU here")
    if optimizer == "adafactor" and form == "fused":
        raise Lacking("torch has no fused Adafactor")
    params = []
    for values, gradient in zip(*tensors_of(optimizer, n, count, period)):
        param = torch.nn.Parameter(torch.from_numpy(values).to(device, copy=True))
        param.grad = torch.from_numpy(gradient).to(device, copy=True)
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
        if on_gpu:
            torch.cuda.synchronize()

    return run, lambda k: params[k].detach().cpu().numpy().reshape(-1)


serve(begin, torch.cuda.empty_cache if on_gpu else lambda: None)
