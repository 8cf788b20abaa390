"""torch's side of adam.mjs, on gloo: DistributedDataParallel's backward pass less that of the bare model, plus a step of ZeroRedundancyOptimizer.

A task is such as "step 3": how many steps. Usage: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT; adam.py FOLDER PARAMETERS TENSORS
"""

import json
import os
import sys
import time

import torch
import torch.distributed as dist
from torch.distributed.optim import ZeroRedundancyOptimizer
from torch.nn.parallel import DistributedDataParallel

folder, parameters, tensors = sys.argv[1], int(float(sys.argv[2])), int(sys.argv[3])
torch.set_num_threads(1)
dist.init_process_group("gloo")
rank = dist.get_rank()
length = parameters // tensors


class Model(torch.nn.Module):
    """Tensors whose gradient is what the model is given, whatever their values."""

    def __init__(self):
        super().__init__()
        self.all = torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(length)) for _ in range(tensors))

    def forward(self, x):
        return sum(torch.dot(p, x) for p in self.all)


def say(answer):
    if rank == 0:
        print(json.dumps(answer), flush=True)


def timed(run):
    dist.barrier()
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


# As adam.mjs has them.
gradient = ((torch.arange(length, dtype=torch.float64) % 101 - 50) / 50 + rank).float()
bare = Model()
model = DistributedDataParallel(Model(), gradient_as_bucket_view=True)
optimizer = ZeroRedundancyOptimizer(
    model.parameters(), optimizer_class=torch.optim.Adam, parameters_as_bucket_view=True, lr=1e-3, fused=True
)
own = list(model.module.all)
places = [0, length >> 1, length - 1]
steps = 0
say({"library": f"torch {torch.__version__}"})
for line in open(f"{folder}/{rank}"):
    _, times = line.split()
    parts = [0.0, 0.0, 0.0]
    for _ in range(int(times)):
        bare.zero_grad()
        optimizer.zero_grad()
        losses = [of(gradient) for of in (bare, model)]
        for index, run in enumerate([losses[0].backward, losses[1].backward, optimizer.step]):
            parts[index] += timed(run) / int(times)
        steps += 1
    seconds = torch.tensor([parts[1] - parts[0] + parts[2], *parts], dtype=torch.float64)
    dist.all_reduce(seconds, dist.ReduceOp.MAX)
    first = [float(of[at].detach()) for at in places for of in (own[0], own[-1])]
    say({"seconds": float(seconds[0]), "parts": seconds[1:].tolist(), "first": first, "steps": steps})
dist.destroy_process_group()
