"""The code of AdaMuon's authors, in float64, on one process without a GPU."""

import functools
import importlib.util
import os
import types

import torch

import dion_source

# The commit that the form is taken from. It takes the sign of the momentum, which the code as first published did not.
COMMIT = "369f0b3bd9d97f82bb8ba81664207ac513e233b0"


class OnOneProcess(dion_source.InFloat64):
    """torch as the module sees it: what is asked for on a GPU lies in memory."""

    @staticmethod
    def empty(*shape, dtype, device):
        return torch.empty(*shape, dtype=dtype)


def all_gather_into_tensor(all_updates, update, async_op):
    """What torch.distributed does among one process."""
    all_updates.copy_(update.view_as(all_updates))
    return types.SimpleNamespace(wait=lambda: None)


@functools.cache
def optimizer():
    """The authors' class, whose repository's folder at that commit the variable ADAMUON names. It is no package to install."""
    path = os.path.join(os.environ["ADAMUON"], "gpt2", "models", "optimizers", "adamuon.py")
    spec = importlib.util.spec_from_file_location("adamuon_of_authors", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.torch = OnOneProcess()
    module.dist = types.SimpleNamespace(all_gather_into_tensor=all_gather_into_tensor)
    torch.Tensor.bfloat16 = torch.Tensor.double
    return functools.partial(module.AdaMuon, rank=0, world_size=1)
