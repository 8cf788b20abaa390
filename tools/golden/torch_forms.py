"""What of_torch calls where torch has functions and schedulers beside its optimizers: SGD with one of them in front. And Muon beside AdamW."""

import torch
import torch.optim._muon


class InFloat64:
    """torch as Muon's module sees it. It rounds matrices to bfloat16, also those of float64; here they stay as they are."""

    bfloat16 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


torch.optim._muon.torch = InFloat64()


class MuonWithAdamw(torch.optim.Muon):
    """torch.optim.Muon, which takes matrices alone, beside torch.optim.AdamW for all others. The rate that changes is Muon's."""

    def __init__(self, params, lr, scale, adamw_lr, adamw_b1, adamw_b2, adamw_eps, adamw_weight_decay, **kwargs):
        params = list(params)
        names = {"original": "original", "matchRms": "match_rms_adamw", "spectral": "spectral_unclamped"}
        super().__init__([p for p in params if p.ndim == 2], lr=lr, adjust_lr_fn=names[scale], **kwargs)
        self.adamw = torch.optim.AdamW(
            [p for p in params if p.ndim != 2],
            lr=adamw_lr,
            betas=(adamw_b1, adamw_b2),
            eps=adamw_eps,
            weight_decay=adamw_weight_decay,
        )

    def step(self, closure=None):
        self.adamw.step()
        return super().step(closure)


class ClippedSgd(torch.optim.SGD):
    """SGD on gradients that clip_grad_norm_ has limited."""

    def __init__(self, params, lr, max_norm):
        super().__init__(params, lr=lr)
        self.max_norm = max_norm

    def step(self, closure=None):
        params = [p for group in self.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(params, self.max_norm)
        return super().step()


class PlateauSgd(torch.optim.SGD):
    """SGD whose rate ReduceLROnPlateau scales, given the mean of so many losses: torch has no accumulation."""

    def __init__(self, params, lr, threshold, atol, accumulation, min_lr, **kwargs):
        super().__init__(params, lr=lr)
        self.scaled = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        mode, least = ("abs", atol) if atol else ("rel", threshold)
        assert atol == 0 or threshold == 0
        self.plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
            self.scaled, threshold=least, threshold_mode=mode, min_lr=min_lr, eps=0, **kwargs
        )
        self.accumulation = accumulation
        self.losses = []

    def step(self, closure):
        self.losses.append(closure())
        if len(self.losses) == self.accumulation:
            self.plateau.step(sum(self.losses) / self.accumulation)
            self.losses = []
        for group in self.param_groups:
            group["lr"] *= self.scaled.param_groups[0]["lr"]
        return super().step()


class AveragedSgd(torch.optim.SGD):
    """SGD beside an average of its parameters by swa_utils."""

    def __init__(self, params, lr, momentum, decay):
        super().__init__(params, lr=lr, momentum=momentum)
        self.model = torch.nn.ParameterList(params)
        averaging = torch.optim.swa_utils.get_ema_multi_avg_fn(decay)
        self.averaged = torch.optim.swa_utils.AveragedModel(self.model, multi_avg_fn=averaging)

    def step(self, closure=None):
        super().step()
        self.averaged.update_parameters(self.model)
        self.averages = [p.detach().numpy().copy() for p in self.averaged.parameters()]
