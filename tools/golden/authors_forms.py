"""What of_authors calls where a package must be told more than options: which parameters are one block to it, or which of
its own additions to leave out."""

import copy
import functools
import importlib
import importlib.util
import math
import os
import sys
import types
from pathlib import Path

import authors_source
import dion_source

# Functions run as they are written.
os.environ["TORCHDYNAMO_DISABLE"] = "1"

import adam_mini
import madgrad
import pytorch_optimizer
import pytorch_optimizer.optimizer.muon.adamuon
import pytorch_optimizer.optimizer.muon.normuon
import pytorch_optimizer.optimizer.soap
import torch


pytorch_optimizer.optimizer.soap.torch = dion_source.InFloat64()


class Mars(pytorch_optimizer.MARS):
    """MARS-AdamW as in its authors' file: the collection adds 1e-15 below the root and corrects eps along with it."""

    @staticmethod
    def apply_ams_bound(ams_bound, exp_avg_sq, max_exp_avg_sq, eps):
        return exp_avg_sq.sqrt().add_(eps)

    def step(self, closure=None):
        for group in self.param_groups:
            plain = group.setdefault("plain_eps", group["eps"])
            _, b2 = group["betas"]
            group["eps"] = plain * math.sqrt(1 - b2 ** (group.get("step", 0) + 1))
        return super().step(closure)


def mars(tensors, **kwargs):
    """MARS-AdamW for vectors too, in the loop that the correction above is made for."""
    return Mars(tensors, optimize_1d=True, foreach=False, **kwargs)


class LaProp(pytorch_optimizer.LaProp):
    """LaProp as in its authors' file: the collection adds 1e-15 below the root and divides eps by the correction along with it."""

    def __init__(self, tensors, **kwargs):
        # Several tensors at once have float32 step sizes.
        super().__init__(tensors, foreach=False, **kwargs)

    @staticmethod
    def apply_ams_bound(ams_bound, exp_avg_sq, max_exp_avg_sq, eps):
        return exp_avg_sq.sqrt().add_(eps)

    def step(self, closure=None):
        for group in self.param_groups:
            plain = group.setdefault("plain_eps", group["eps"])
            _, b2 = group["betas"]
            group["eps"] = plain * math.sqrt(1 - b2 ** (group.get("step", 0) + 1))
        return super().step(closure)


class PaperLaProp(LaProp):
    """LaProp as the paper has it, which knows no rate in the mean: a step of rate 1, of which the rate and a decoupled decay
    are made here."""

    def __init__(self, tensors, weight_decay, **kwargs):
        super().__init__(tensors, **kwargs)
        self.decay = weight_decay

    def step(self, closure=None):
        for group in self.param_groups:
            rate, group["lr"] = group["lr"], 1.0
            starts = [tensor.detach().clone() for tensor in group["params"]]
            # The step from 0 is not rounded by the parameter.
            for tensor in group["params"]:
                tensor.data.zero_()
            loss = super().step(closure)
            for tensor, start in zip(group["params"], starts):
                tensor.data.copy_(start * (1 - rate * self.decay) + rate * tensor.data)
        return loss


class PaperMadgrad(madgrad.MADGRAD):
    """MADGRAD as the paper has it: without the eps that the package adds to the rate."""

    def step(self, closure=None):
        for group in self.param_groups:
            group["lr"] -= group["eps"]
        return super().step(closure)


class AdamMini(adam_mini.Adam_mini):
    """Adam-mini, which finds its blocks by names: one a row for a matrix called mlp, else the tensor. It has no rows but
    those of a matrix, so that a tensor of higher rank is shown to it as one."""

    def __init__(self, tensors, blocks, **kwargs):
        rows = [blocks == "rows" and tensor.dim() > 1 for tensor in tensors]
        shown = [tensor.detach().flatten(1) if row else tensor.detach() for tensor, row in zip(tensors, rows)]
        self.pairs = list(zip(tensors, shown))
        names = [f"{'mlp' if row else 'part'}{k}" for k, row in enumerate(rows)]
        named = [(name, tensor.requires_grad_()) for name, tensor in zip(names, shown)]
        super().__init__(named, verbose=False, **kwargs)

    def step(self, closure=None):
        for tensor, shown in self.pairs:
            shown.grad = tensor.grad.reshape(shown.shape)
        return super().step(closure)


def orthogonal(g, num_steps, **kwargs):
    """Newton-Schulz as in the authors' files of Muon's family, but in float64: they and the collection round matrices to
    bfloat16. The collection has the larger of norm and 1e-7 below, the authors their sum."""
    x = g.mT if g.size(0) > g.size(1) else g
    x = x / (x.norm() + 1e-7)
    for _ in range(num_steps):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.mT if g.size(0) > g.size(1) else x


for of in (pytorch_optimizer.optimizer.muon.normuon, pytorch_optimizer.optimizer.muon.adamuon):
    of.zero_power_via_newton_schulz_5 = orthogonal


class OfMatrices:
    """An optimizer of Muon's family on matrices, and torch.optim.AdamW on all others. The rate that changes is that of
    matrices. Where weights lie as inputs by outputs, it is shown their transposes. Without a rate of AdamW it has the others too."""

    def __init__(
        self, make, tensors, layout, adamw_lr=None, adamw_b1=0, adamw_b2=0, adamw_eps=0, adamw_weight_decay=0, **kwargs
    ):
        matrices = [tensor for tensor in tensors if tensor.dim() == 2]
        turned = layout == "in,out"
        self.pairs = [(tensor, tensor.detach().mT if turned else tensor) for tensor in matrices]
        self.turned = turned
        self.matrices = make([dict(params=[shown for _, shown in self.pairs], use_muon=True)], foreach=False, **kwargs)
        # AdaMuon has a group for each size, others one; what has AdamW of its own has it last.
        self.param_groups = self.matrices.param_groups
        if adamw_lr is None:
            self.param_groups = self.param_groups[:-1]
            self.adamw = None
            return
        self.adamw = torch.optim.AdamW(
            [tensor for tensor in tensors if tensor.dim() != 2],
            lr=adamw_lr,
            betas=(adamw_b1, adamw_b2),
            eps=adamw_eps,
            weight_decay=adamw_weight_decay,
        )

    def step(self):
        if self.turned:
            for tensor, shown in self.pairs:
                shown.grad = tensor.grad.mT.clone()
        self.matrices.step()
        if self.adamw:
            self.adamw.step()


def timm_muon(tensors, adamw_lr=None, **kwargs):
    """timm's Muon, which has AdamW of its own for all but matrices, at the same rate, decay and eps."""
    scales = {"matchRms": "match_rms_adamw", "original": "original"}
    names = {"layout", "adamw_b1", "adamw_b2", "adamw_eps", "adamw_weight_decay", "scale"}
    groups = [
        dict(params=[tensor for tensor in tensors if tensor.dim() == 2], use_muon=True),
        dict(params=[tensor for tensor in tensors if tensor.dim() != 2], use_muon=False),
    ]
    betas = (kwargs["adamw_b1"], kwargs["adamw_b2"])
    assert kwargs["adamw_eps"] == kwargs["eps"] and kwargs["adamw_weight_decay"] == kwargs["weight_decay"]
    rest = {name: value for name, value in kwargs.items() if name not in names}
    return timm_optimizers().Muon(groups, betas=betas, adjust_lr_fn=scales[kwargs["scale"]], **rest)


@functools.cache
def timm_optimizers():
    """timm's module of Muon, without the rest of timm, which needs torchvision; in float64."""
    root = Path(importlib.util.find_spec("timm").origin).parent
    for name, path in (("timm", root), ("timm.optim", root / "optim")):
        package = types.ModuleType(name)
        package.__path__ = [str(path)]
        sys.modules[name] = package
    module = importlib.import_module("timm.optim.muon")
    iterate = module.zeropower_via_newtonschulz
    module.zeropower_via_newtonschulz = lambda *args, **kwargs: iterate(*args, **{**kwargs, "dtype": torch.float64})
    return module


class DionMuon(torch.optim.Optimizer):
    """The Muon of microsoft/dion, put together from its functions, since the class is for processes of GPUs; without the rounding
    to bfloat16. Its AdamW has the same rate, decay and eps."""

    def __init__(self, tensors, lr, momentum, nesterov, weight_decay, eps, scale, adamw_b1, adamw_b2, **kwargs):
        super().__init__(tensors, dict(lr=lr))
        self.how = momentum, nesterov, weight_decay, eps, scale
        self.betas = adamw_b1, adamw_b2
        self.muon, self.polar_express, self.scalars = dion_source.modules()
        self.count = 0

    @torch.no_grad()
    def step(self):
        self.count += 1
        momentum, nesterov, weight_decay, eps, scale = self.how
        (group,) = self.param_groups
        rate = group["lr"]
        for tensor in group["params"]:
            state = self.state[tensor]
            if not state:
                state["m"], state["v"] = torch.zeros_like(tensor), torch.zeros_like(tensor)
            if tensor.dim() != 2:
                numbers = [torch.tensor(value) for value in (rate, *self.betas, weight_decay)]
                step = torch.tensor(float(self.count))
                self.scalars.adamw_update(tensor, tensor.grad, state["m"], state["v"], *numbers, step, eps)
                continue
            (update,) = self.muon.muon_update_pre_orthogonalize([tensor.grad], [state["m"]], momentum, nesterov)
            update = self.polar_express.polar_express(update, eps)
            rows, columns = tensor.shape
            factor = {"spectral": math.sqrt(rows / columns), "matchRms": 0.2 * math.sqrt(max(rows, columns))}[scale]
            self.muon.muon_update_post_orthogonalize([tensor], [update], rate, rate * factor, weight_decay)


def keller_muon(tensors, nesterov, ns_steps, scale, adamw_lr, adamw_b1, adamw_b2, adamw_eps, adamw_weight_decay, **kwargs):
    """Keller Jordan's Muon, which has one scale and one number of steps, with the AdamW beside it."""
    assert nesterov and ns_steps == 5 and scale == "original"
    others = [tensor for tensor in tensors if tensor.dim() != 2]
    adam = dict(params=others, use_muon=False, lr=adamw_lr, betas=(adamw_b1, adamw_b2), eps=adamw_eps)

    def make(groups, foreach, eps, **rest):
        # It cannot be given.
        assert eps == 1e-7
        both = [{**groups[0], **rest}, {**adam, "weight_decay": adamw_weight_decay}]
        return authors_source.module("MUON").SingleDeviceMuonWithAuxAdam(both)

    return OfMatrices(make, tensors, **kwargs)


def keller_defaults():
    """What Keller Jordan's class gives groups that say nothing."""
    groups = [dict(params=[torch.zeros(1, 1)], use_muon=use_muon) for use_muon in (True, False)]
    matrices, others = authors_source.module("MUON").SingleDeviceMuonWithAuxAdam(groups).param_groups
    (b1, b2), lr, eps, decay = (others[name] for name in ("betas", "lr", "eps", "weight_decay"))
    return {
        **{"learningRate": matrices["lr"], "momentum": matrices["momentum"], "weightDecay": matrices["weight_decay"]},
        **{"adamLearningRate": lr, "adamB1": b1, "adamB2": b2, "adamEps": eps, "adamWeightDecay": decay},
    }


def normuon(tensors, scale, **kwargs):
    """NorMuon, which brings a matrix back to its norm, or (`match_rms`) to a root of the mean square of 0.2."""
    update = {"original": "preserve_norm", "matchRms": "match_rms"}[scale]
    return OfMatrices(pytorch_optimizer.NorMuon, tensors, update_scale=update, **kwargs)


def adamuon(tensors, scale, nesterov, momentum, beta2, **kwargs):
    """AdaMuon, which has no Nesterov's momentum in the collection, and one scale."""
    assert scale == "matchRms" and not nesterov
    return OfMatrices(pytorch_optimizer.AdaMuon, tensors, betas=(momentum, beta2), use_adjusted_lr=True, **kwargs)


def paper_adamuon(tensors, scale, momentum, beta2, **kwargs):
    """The authors' AdaMuon, which has one number for both means, and one scale."""
    assert scale == "matchRms" and momentum == beta2

    def make(groups, foreach, **rest):
        tensors = [tensor for group in groups for tensor in group["params"]]
        return authors_source.module("ADAMUON").AdaMuon(tensors, rank=0, world_size=1, **rest)

    return OfMatrices(make, tensors, momentum=momentum, **kwargs)


def evaluation(steps):
    """The parameters to evaluate with, where an optimizer keeps others; found on a copy, since changing over rounds."""
    if not hasattr(steps, "eval"):
        return None
    twin = copy.deepcopy(steps)
    twin.eval()
    return [tensor.detach().numpy() for group in twin.param_groups for tensor in group["params"]]
