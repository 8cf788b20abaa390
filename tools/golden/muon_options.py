"""The options of Muon and its relatives by case, as of_authors has them."""

KELLER = {
    "momentum": 0.95,
    "nesterov": True,
    "steps": 5,
    "adamB1": 0.9,
    "learningRate": 0.02,
    "weightDecay": 0,
    "eps": 1e-10,
    "normEps": 1e-7,
    "scale": "original",
    "adamLearningRate": 3e-4,
    "adamB2": 0.95,
    "adamEps": 1e-10,
    "adamWeightDecay": 0,
    "layout": "out,in",
    "b2": 0.95,
}
QUICK_MUON = {"momentum": 0.8, "weightDecay": 0.2, "adamB1": 0.8, "adamB2": 0.9, "adamWeightDecay": 0.1, "b2": 0.8, "eps": 1e-6}
KELLER_MUON = {**{name: KELLER[name] for name in KELLER if name not in ("b2", "normEps")}, "eps": 1e-7}
QUICK_KELLER = {**KELLER_MUON, **{name: QUICK_MUON[name] for name in QUICK_MUON if name not in ("b2", "eps")}, "layout": "in,out"}
TIMM = {
    **{"momentum": 0.95, "nesterov": False, "steps": 5, "adamB1": 0.9},
    **{"learningRate": 0.02, "weightDecay": 0, "eps": 1e-7, "scale": "matchRms"},
    **{"adamB2": 0.95, "adamEps": 1e-7, "adamWeightDecay": 0},
}
DION = {
    **{"momentum": 0.95, "nesterov": False, "steps": 5, "adamB1": 0.9},
    **{"learningRate": 0.01, "weightDecay": 0.01, "eps": 1e-8, "scale": "spectral", "layout": "out,in"},
    **{"adamB2": 0.95, "adamEps": 1e-8, "adamWeightDecay": 0.01},
}
OTHER_MUON = {"momentum": 0.8, "weightDecay": 0.2, "adamB1": 0.8, "adamB2": 0.9, "adamWeightDecay": 0.2, "eps": 1e-3, "adamEps": 1e-3}
PAPER_NORMUON = {**KELLER, "nesterov": False, "scale": "matchRms"}
PLAIN_ADAMUON = {**KELLER, **QUICK_MUON, "nesterov": False, "scale": "matchRms"}
PAPER_ADAMUON = {**KELLER, "eps": 1e-8, "weightDecay": 0.01, "b2": 0.95, "nesterov": False, "scale": "matchRms"}
AHEAD_ADAMUON = {**PLAIN_ADAMUON, "nesterov": True}

CASES = {
    "muon/default": KELLER_MUON,
    "muon/default+across": QUICK_KELLER,
    "muon/timm": TIMM,
    "muon/timm+quick": {**TIMM, **OTHER_MUON, "scale": "original", "layout": "out,in"},
    "muon/dion": DION,
    "muon/dion+quick": {**DION, **OTHER_MUON, "scale": "matchRms", "nesterov": True},
    "normuon/default": KELLER,
    "normuon/default+betas": {**KELLER, **QUICK_MUON, "nesterov": False},
    "normuon/default+across": {**KELLER, **QUICK_MUON, "layout": "in,out"},
    "normuon/paper": PAPER_NORMUON,
    "normuon/paper+across": {**KELLER, **QUICK_MUON, "scale": "matchRms", "layout": "in,out"},
    "adamuon/default+plain": PLAIN_ADAMUON,
    "adamuon/paper": PAPER_ADAMUON,
    "adamuon/paper+ahead": AHEAD_ADAMUON,
}
