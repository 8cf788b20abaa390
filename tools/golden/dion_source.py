"""The code of microsoft/dion, in float64."""

import functools
import importlib
import os
import sys
import types

# Functions run as they are written.
os.environ["TORCHDYNAMO_DISABLE"] = "1"

import torch  # noqa: E402

# The commit that forms are taken from.
COMMIT = "0a059a4542e5aa74b40dcd1dce363836c7afcd48"


class InFloat64:
    """torch as some modules see it: SOAP's factors matrices in float32, microsoft/dion's round them to bfloat16, also those of float64;
    here they stay as they are."""

    float32 = bfloat16 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


@functools.cache
def modules():
    """Modules of microsoft/dion, whose folder at that commit the variable DION names. It is no package to install, and needs triton for
    GPUs alone."""
    sys.path.insert(0, os.environ["DION"])
    for name in ("newton_schulz_triton", "megabatch_base", "opt_utils"):
        stub = types.ModuleType(f"dion.{name}")
        stub.__getattr__ = lambda _: object
        sys.modules[f"dion.{name}"] = stub
    package = types.ModuleType("dion")
    package.__path__ = [os.path.join(os.environ["DION"], "dion")]
    sys.modules["dion"] = package
    found = [importlib.import_module(f"dion.{name}") for name in ("muon", "polar_express", "scalar_opts")]
    found[0].torch = InFloat64()
    torch.Tensor.bfloat16 = torch.Tensor.double
    return found


@functools.cache
def reference():
    """The module of microsoft/dion with Dion's functions, in float64."""
    modules()
    module = importlib.import_module("dion.dion_reference")
    module.torch = InFloat64()
    module.to_local = lambda tensor: tensor
    return module
