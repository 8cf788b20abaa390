"""Code that authors published as one file, in float64, on one process without a GPU."""

import functools
import importlib.util
import os
import types

import torch

import dion_source

# By the variable that names a repository's folder: the repository, the commit that forms are taken from, the file.
# AdaMuon's code as first published did not take the sign of the momentum; this one does.
SOURCES = {
    "ADAMUON": (
        "Chongjie-Si/AdaMuon",
        "369f0b3bd9d97f82bb8ba81664207ac513e233b0",
        "gpt2/models/optimizers/adamuon.py",
    ),
    "MUON": ("KellerJordan/Muon", "857d1adc159e098212f828d927460782d3da59e9", "muon.py"),
}


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
def module(variable):
    """The module of a source. It is no package to install."""
    path = os.path.join(os.environ[variable], SOURCES[variable][2])
    spec = importlib.util.spec_from_file_location(f"authors_{variable.lower()}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    loaded.torch = OnOneProcess()
    loaded.dist = types.SimpleNamespace(all_gather_into_tensor=all_gather_into_tensor)
    torch.Tensor.bfloat16 = torch.Tensor.double
    return loaded


def version(variable):
    """What the source is called where it computed something."""
    repository, commit, _ = SOURCES[variable]
    return {repository: commit}
