"""What of_authors calls where a package must be told more than options: which parameters are one block to it, or which of
its own additions to leave out."""

import copy
import math

import adam_mini
import madgrad
import pytorch_optimizer
import pytorch_optimizer.optimizer.soap
import torch


class InFloat64:
    """torch as SOAP's module sees it. It factors matrices in float32, also those of float64; here they stay as they are."""

    float32 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


pytorch_optimizer.optimizer.soap.torch = InFloat64()


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


def evaluation(steps):
    """The parameters to evaluate with, where an optimizer keeps others; found on a copy, since changing over rounds."""
    if not hasattr(steps, "eval"):
        return None
    twin = copy.deepcopy(steps)
    twin.eval()
    return [tensor.detach().numpy() for group in twin.param_groups for tensor in group["params"]]
