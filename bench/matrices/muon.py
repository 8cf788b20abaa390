"""torch's side of bench/muon.mjs: five iterations of Muon's polynomial in float32 on two threads, a task a line."""

import json
import sys

import torch

torch.set_num_threads(2)
a, b, c = 3.4445, -4.7750, 2.0315
print(json.dumps({"torch": torch.__version__}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    rows, columns = task["rows"], task["columns"]
    generator = torch.Generator().manual_seed(1)
    update = torch.rand(rows, columns, generator=generator) * 2 - 1
    for _ in range(task["times"]):
        x = update / (update.norm() + 1e-7)
        for _ in range(5):
            gram = x @ x.T
            x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    print(json.dumps({"first": float(x[0, 0])}), flush=True)
