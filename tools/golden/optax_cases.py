"""Cases of optax by this project's names of optimizers, forms and options."""

import math

import optax_transforms

SGD = {"learningRate": 0.01, "momentum": 0, "nesterov": False}
RMSPROP = {"learningRate": 0.01, "decay": 0.9, "eps": 1e-8, "centered": False, "momentum": 0, "nesterov": False}
ADAGRAD = {"learningRate": 0.01, "eps": 1e-7, "initialAccumulator": 0.1}
BETAS = {"learningRate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-8}
QUICK = {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6}
ADAM = {**BETAS, "epsRoot": 0}
YOGI = {"learningRate": 0.01, "b1": 0.9, "b2": 0.999, "eps": 1e-3}
NADAM = {**ADAM, "learningRate": 0.002}
RADAM = {**ADAM, "threshold": 5}
BELIEF = {**ADAM, "eps": 1e-16, "epsRoot": 1e-16}
ADAN = {"learningRate": 0.001, "b1": 0.98, "b2": 0.92, "b3": 0.99, "eps": 1e-8, "epsRoot": 1e-8, "weightDecay": 0}
QUICK_ADAN = {**ADAN, "learningRate": 0.01, "b1": 0.8, "b2": 0.7, "b3": 0.95, "eps": 1e-6}
ADEMAMIX = {**ADAM, "b3": 0.9999, "alpha": 5, "weightDecay": 0}
ADOPT = {"learningRate": 0.001, "b1": 0.9, "b2": 0.9999, "eps": 1e-6, "clipping": True}
QUICK_ADOPT = {"learningRate": 0.01, "b1": 0.8, "b2": 0.95, "eps": 1e-3, "clipping": True}
DADAPT = {**BETAS, "learningRate": 1, "d0": 1e-6, "weightDecay": 0}
QUICK_DADAPT = {"learningRate": 0.5, "b1": 0.8, "b2": 0.95, "eps": 1e-6, "d0": 1e-4, "weightDecay": 0.05}
PRODIGY = {**DADAPT, "b3": math.sqrt(0.999), "dCoef": 1, "safeguardWarmup": False}
LION = {"learningRate": 0.0001, "b1": 0.9, "b2": 0.99, "weightDecay": 0.001}
SOPHIA = {"learningRate": 0.0001, "b1": 0.965, "b2": 0.99, "gamma": 0.01, "eps": 1e-8, "maxDelta": 1, "weightDecay": 0.0001}
LAMB = {**ADAM, "eps": 1e-6, "weightDecay": 0}
QUICK_LAMB = {**QUICK, "b2": 0.95, "eps": 1e-4, "epsRoot": 1e-6, "weightDecay": 0.2}
LARS = {
    "learningRate": 0.001,
    "momentum": 0.9,
    "weightDecay": 0,
    "trustCoefficient": 0.001,
    "eps": 0,
    "nesterov": False,
}
QUICK_LARS = {**LARS, "learningRate": 0.05, "momentum": 0.7, "weightDecay": 0.2, "trustCoefficient": 0.02, "eps": 0.01}
NOVOGRAD = {"learningRate": 0.01, "b1": 0.9, "b2": 0.25, "eps": 1e-6, "epsRoot": 0, "weightDecay": 0}
QUICK_NOVOGRAD = {"learningRate": 0.003, "b1": 0.8, "b2": 0.6, "eps": 1e-4, "epsRoot": 0.001, "weightDecay": 0.2}
OPTIMISTIC = {"learningRate": 0.01, "alpha": 1, "beta": 1}
POLYAK = {"learningRate": 1, "maxLearningRate": 1, "minLoss": 0, "eps": 0}
FREE = {"weightDecay": 0, "warmup": 0, "weightPower": 2}
WARM = {"weightDecay": 0.2, "warmup": 15, "weightPower": 1.5}
SM3 = {"learningRate": 0.1, "momentum": 0.9, "eps": 0}
QUICK_SM3 = {**SM3, "learningRate": 0.02, "momentum": 0.5}
ADAFACTOR = {
    "learningRate": 0.01,
    "decayRate": 0.8,
    "eps1": 1e-30,
    "clippingThreshold": 1,
    "weightDecay": 0,
    "multiplyByParameterScale": True,
    "minDimSizeToFactor": 128,
    "momentum": 0,
}
QUICK_ADAFACTOR = {**ADAFACTOR, "decayRate": 0.6, "eps1": 1e-4, "clippingThreshold": 1.2, "weightDecay": 0.003}
LOOKAHEAD = {"learningRate": 0.01, "syncPeriod": 6, "slowStepSize": 0.5}
OVER_ADAM = {**BETAS, **LOOKAHEAD}

MUON = {
    "learningRate": 0.02,
    "weightDecay": 0,
    "momentum": 0.95,
    "nesterov": True,
    "eps": 1e-8,
    "steps": 5,
    "scale": "original",
    "layout": "in,out",
    "adamB1": 0.9,
    "adamB2": 0.999,
    "adamEps": 1e-8,
    "adamWeightDecay": 0,
}
QUICK_MUON = {"momentum": 0.8, "weightDecay": 0.2, "adamB1": 0.8, "adamB2": 0.9, "adamWeightDecay": 0.1}

CASES = {
    "muon/optax": MUON,
    "muon/optax+plain": {**MUON, **QUICK_MUON, "nesterov": False},
    "sgd/optax": SGD,
    "sgd/optax+momentum": {**SGD, "momentum": 0.9},
    "sgd/optax+nesterov": {**SGD, "momentum": 0.9, "nesterov": True},
    "adagrad/optax": ADAGRAD,
    "adagrad/optax+initialAccumulator": {**ADAGRAD, "initialAccumulator": 0},
    "adagrad/optax+eps+initialAccumulator": {**ADAGRAD, "eps": 0, "initialAccumulator": 0},
    "adadelta/textbook": {"learningRate": 1, "rho": 0.9, "eps": 1e-5},
    "rmsprop/optax": RMSPROP,
    "rmsprop/optax+centered": {**RMSPROP, "centered": True},
    "rmsprop/optax+momentum": {**RMSPROP, "momentum": 0.9},
    "rmsprop/optax+centered+momentum": {**RMSPROP, "centered": True, "momentum": 0.9},
    "rmsprop/optax+nesterov": {**RMSPROP, "momentum": 0.9, "nesterov": True},
    "rmsprop/optax+centered+nesterov": {**RMSPROP, "centered": True, "momentum": 0.9, "nesterov": True},
    "rmsprop/textbook": {"learningRate": 0.01, "decay": 0.9, "eps": 1e-6},
    "adam/optax": ADAM,
    "adam/optax+epsRoot": {**ADAM, "epsRoot": 1e-6},
    "adam/textbook": {**BETAS, "learningRate": 0.01, "eps": 1e-6},
    "adam/paper": BETAS,
    "amsgrad/optax": ADAM,
    "amsgrad/optax+betas": {**QUICK, "epsRoot": 0},
    "amsgrad/optax+epsRoot": {**ADAM, "epsRoot": 1e-6},
    "amsgrad/paper": BETAS,
    "amsgrad/paper+betas": QUICK,
    "adamw/optax": {**ADAM, "weightDecay": 1e-4},
    "adamw/optax+epsRoot": {**QUICK, "epsRoot": 1e-6, "weightDecay": 0.2},
    "yogi/optax": YOGI,
    "yogi/optax+betas": {"learningRate": 0.01, "b1": 0.8, "b2": 0.95, "eps": 1e-2},
    "yogi/textbook": YOGI,
    "yogi/default": {**YOGI, "v0": 1e-6},
    "yogi/default+betas": {"learningRate": 0.01, "b1": 0.8, "b2": 0.95, "eps": 1e-2, "v0": 1e-6},
    "adamw/paper": {**BETAS, "weightDecay": 0.01},
    "adamw/paper+betas": {**QUICK, "weightDecay": 0.2},
    "radam/paper": BETAS,
    "radam/paper+betas": QUICK,
    "polyakSgd/default": {"learningRate": 1, "maxLearningRate": 1, "minLoss": 0, "eps": 0},
    "polyakSgd/default+options": {"learningRate": 0.5, "maxLearningRate": 0.02, "minLoss": 0.1, "eps": 0.3},
    "adamax/optax": {**BETAS, "learningRate": 0.002},
    "adamax/optax+betas": {**QUICK, "eps": 1e-3},
    "nadam/optax": NADAM,
    "nadam/optax+betas": {**QUICK, "epsRoot": 0},
    "nadam/optax+epsRoot": {**NADAM, "epsRoot": 1e-6},
    "nadamw/optax": {**NADAM, "weightDecay": 1e-4},
    "nadamw/optax+epsRoot": {**QUICK, "epsRoot": 1e-6, "weightDecay": 0.2},
    "radam/optax": RADAM,
    "radam/optax+betas": {**RADAM, **QUICK},
    "radam/optax+threshold": {**RADAM, **QUICK, "threshold": 8},
    "radam/optax+epsRoot": {**RADAM, "epsRoot": 1e-6},
    "adabelief/optax": BELIEF,
    "adabelief/optax+betas": {**BELIEF, **QUICK, "b2": 0.95},
    "adabelief/optax+epsRoot": {**BELIEF, "epsRoot": 1e-4},
    "adan/optax": ADAN,
    "adan/optax+betas": {**QUICK_ADAN, "epsRoot": 0},
    "adan/optax+weightDecay": {**QUICK_ADAN, "weightDecay": 0.2},
    "ademamix/optax": ADEMAMIX,
    "ademamix/optax+betas": {**ADEMAMIX, **QUICK, "b3": 0.99, "alpha": 3, "weightDecay": 0.2},
    "ademamix/optax+epsRoot": {**ADEMAMIX, "epsRoot": 1e-6},
    "adopt/optax": ADOPT,
    "adopt/optax+betas": QUICK_ADOPT,
    "adopt/optax+unclipped": {**QUICK_ADOPT, "clipping": False},
    "prodigy/optax": PRODIGY,
    "prodigy/optax+betas": {**PRODIGY, **QUICK_DADAPT, "b3": 0.9, "dCoef": 2, "weightDecay": 0},
    "prodigy/optax+weightDecay": {**PRODIGY, "weightDecay": 0.05, "d0": 0.1},
    "prodigy/optax+safeguardWarmup": {**PRODIGY, "learningRate": 0.5, "safeguardWarmup": True},
    "prodigy/optax+safeguardWarmup+options": {
        **{**PRODIGY, **QUICK_DADAPT, "b3": 0.9, "dCoef": 2, "d0": 0.1, "weightDecay": 0.05},
        "safeguardWarmup": True,
    },
    "dadaptAdam/optax": DADAPT,
    "dadaptAdam/optax+betas": QUICK_DADAPT,
    "lion/optax": LION,
    "lion/optax+betas": {"learningRate": 0.01, "b1": 0.7, "b2": 0.8, "weightDecay": 0.2},
    "sophia/optax": SOPHIA,
    "sophia/optax+betas": {
        **{"learningRate": 0.02, "b1": 0.7, "b2": 0.8, "gamma": 0.3},
        **{"eps": 0.9, "maxDelta": 1.5, "weightDecay": 0.1},
    },
    "lamb/optax": LAMB,
    "lamb/optax+epsRoot": QUICK_LAMB,
    "lars/optax": LARS,
    "lars/optax+weightDecay": QUICK_LARS,
    "lars/optax+nesterov": {**QUICK_LARS, "nesterov": True},
    "novograd/optax": NOVOGRAD,
    "novograd/optax+epsRoot": QUICK_NOVOGRAD,
    "fromage/optax": {"learningRate": 0.01, "minNorm": 1e-6},
    "fromage/optax+unbounded": {"learningRate": 0.3, "minNorm": 0},
    "fromage/optax+minNorm": {"learningRate": 0.3, "minNorm": 0.5},
    "signSgd/default": {"learningRate": 0.001},
    "signSgd/default+rate": {"learningRate": 0.1},
    "signum/default": {"learningRate": 0.001, "momentum": 0.9},
    "signum/default+momentum": {"learningRate": 0.01, "momentum": 0.8},
    "optimisticGradientDescent/optax": OPTIMISTIC,
    "optimisticGradientDescent/optax+factors": {"learningRate": 0.02, "alpha": 0.7, "beta": 0.4},
    "polyakSgd/optax": POLYAK,
    "polyakSgd/optax+options": {"learningRate": 0.5, "maxLearningRate": 0.02, "minLoss": 0.1, "eps": 0.3},
    "scheduleFreeSgd/optax": {"learningRate": 1, "momentum": 0.9, **FREE},
    "scheduleFreeSgd/optax+start": {"learningRate": 1, "momentum": 0.9, **FREE, "warmup": 1},
    "scheduleFreeSgd/optax+warmup": {"learningRate": 0.05, "momentum": 0.7, **WARM},
    "scheduleFreeAdamw/optax": {**BETAS, "learningRate": 0.0025, **FREE},
    "scheduleFreeAdamw/optax+start": {**BETAS, "learningRate": 0.0025, **FREE, "warmup": 1},
    "scheduleFreeAdamw/optax+warmup": {**QUICK, **WARM},
    "sm3/default": SM3,
    "sm3/default+momentum": QUICK_SM3,
    "sm3/optax": {**SM3, "eps": 1e-8},
    "sm3/optax+momentum": {**QUICK_SM3, "eps": 1e-8},
    "adafactor/optax": ADAFACTOR,
    "adafactor/optax+factored": {**ADAFACTOR, "minDimSizeToFactor": 2},
    "adafactor/optax+options": {**QUICK_ADAFACTOR, "minDimSizeToFactor": 3, "momentum": 0.7},
    "adafactor/optax+unscaled": {**QUICK_ADAFACTOR, "minDimSizeToFactor": 2, "multiplyByParameterScale": False},
    "adafactor/optax+unscaled+momentum": {
        **{**QUICK_ADAFACTOR, "minDimSizeToFactor": 2, "multiplyByParameterScale": False},
        "momentum": 0.7,
    },
    "lookahead/default": LOOKAHEAD,
    "lookahead/default+sync": {**LOOKAHEAD, "syncPeriod": 4, "slowStepSize": 0.8},
    "lookahead/optax": OVER_ADAM,
    "lookahead/optax+sync": {**OVER_ADAM, "syncPeriod": 5, "slowStepSize": 0.2},
    "sam/default": {"learningRate": 0.01, "rho": 0.05},
    "sam/default+rho": {"learningRate": 0.1, "rho": 0.4},
    "adam/default+nesterov": {**QUICK, "nesterov": True},
    "adam/optax+nesterov": {**QUICK, "epsRoot": 1e-4, "nesterov": True},
    "adamw/default+nesterov": {**QUICK, "weightDecay": 0.2, "nesterov": True},
    "adamw/optax+nesterov": {**QUICK, "epsRoot": 1e-6, "weightDecay": 0.2, "nesterov": True},
    "radam/optax+nesterov": {**RADAM, **QUICK, "epsRoot": 1e-4, "nesterov": True},
    "adabelief/optax+nesterov": {**BELIEF, **QUICK, "b2": 0.95, "nesterov": True},
    "adopt/optax+nesterov": {**QUICK_ADOPT, "nesterov": True},
    "adopt/optax+unclipped+nesterov": {**QUICK_ADOPT, "clipping": False, "nesterov": True},
    "rmsprop/optax+initialScale": {**RMSPROP, "initialScale": 0.5},
    "rmsprop/optax+biasCorrection": {**RMSPROP, "biasCorrection": True},
    "adabelief/default+nesterov": {**QUICK, "nesterov": True},
    "rmsprop/default+biasCorrection": {
        **{"learningRate": 0.01, "decay": 0.9, "eps": 1e-8, "centered": False},
        **{"initialScale": 0.5, "biasCorrection": True},
    },
    **optax_transforms.CASES,
}
