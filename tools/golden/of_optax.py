"""optax in float64, by this project's names of cases and options; also forms of the paper and of the textbook that
optax can express."""

import inspect
import math

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402
import optax.contrib  # noqa: E402

import optax_cases  # noqa: E402
import optax_forms  # noqa: E402
import optax_transforms  # noqa: E402
import problem  # noqa: E402

# Where optax's name is another than this project's, or stands elsewhere.
CONSTRUCTORS = {
    "nadam": optax.adam,
    "nadamw": optax.adamw,
    "ademamix": optax.contrib.ademamix,
    "adopt": optax.contrib.adopt,
    "prodigy": optax.contrib.prodigy,
    "dadaptAdam": optax.contrib.dadapt_adamw,
    "signSgd": optax.sign_sgd,
    "optimisticGradientDescent": optax.optimistic_gradient_descent,
    "polyakSgd": optax.polyak_sgd,
    "scheduleFreeSgd": optax.contrib.schedule_free_sgd,
    "scheduleFreeAdamw": optax.contrib.schedule_free_adamw,
    "sam": optax_forms.sam,
    "muon": optax.contrib.muon,
    "sophia": optax.contrib.sophia,
    **optax_transforms.CONSTRUCTORS,
}
# What is called in place of optax's function, whose defaults hold all the same.
FORMS = {
    "adafactor": optax_forms.adafactor,
    "sm3": optax_forms.sm3,
    "lookahead": optax_forms.lookahead,
    "scheduleFreeSgd": optax_forms.warmed(optax.contrib.schedule_free_sgd),
    "scheduleFreeAdamw": optax_forms.warmed(optax.contrib.schedule_free_adamw),
    "adamw/paper": optax_forms.adamw_by_schedule,
    "polyakSgd/default": optax_forms.polyak,
    "yogi/default": optax_forms.yogi,
    "muon": optax_forms.muon,
    "sophia": optax_forms.sophia,
    **optax_transforms.FORMS,
}
# Names that mean something else in these than elsewhere.
RENAMED = {
    "adafactor": {"eps1": "eps", "weightDecay": "weight_decay_rate"},
    "polyakSgd": {"learningRate": "scaling"},
    "scheduleFreeSgd": {"momentum": "b1"},
    "signum": {"momentum": "beta"},
    "muon": {
        "momentum": "beta",
        "steps": "ns_steps",
        "scale": "scale",
        "layout": "layout",
        "adamB1": "adam_b1",
        "adamB2": "adam_b2",
        "adamEps": "adam_eps",
        "adamWeightDecay": "adam_weight_decay",
    },
    "sophia": {"maxDelta": "clip_threshold", "gamma": "gamma"},
    **optax_transforms.RENAMED,
}

NAMES = {
    "v0": "v0",
    "learningRate": "learning_rate",
    "momentum": "momentum",
    "nesterov": "nesterov",
    "eps": "eps",
    "epsRoot": "eps_root",
    "initialAccumulator": "initial_accumulator_value",
    "decay": "decay",
    "centered": "centered",
    "b1": "b1",
    "b2": "b2",
    "b3": "b3",
    "weightDecay": "weight_decay",
    "threshold": "threshold",
    "alpha": "alpha",
    "clipping": "use_clipping",
    "d0": "estim_lr0",
    "dCoef": "estim_lr_coef",
    "safeguardWarmup": "safeguard_warmup",
    "trustCoefficient": "trust_coefficient",
    "minNorm": "min_norm",
    "beta": "beta",
    "maxLearningRate": "max_learning_rate",
    "minLoss": "f_min",
    "warmup": "warmup_steps",
    "weightPower": "weight_lr_power",
    "decayRate": "decay_rate",
    "clippingThreshold": "clipping_threshold",
    "minDimSizeToFactor": "min_dim_size_to_factor",
    "multiplyByParameterScale": "multiply_by_parameter_scale",
    "syncPeriod": "sync_period",
    "slowStepSize": "slow_step_size",
    "rho": "rho",
    "initialScale": "initial_scale",
    "biasCorrection": "bias_correction",
    **optax_transforms.NAMES,
}

# Options that are off by default in every optimizer that has them.
OFF = {"initialScale", "biasCorrection"}

CASES = optax_cases.CASES

EXTRA = {
    "amsgrad/paper": {"bias_correction_mu": False, "bias_correction_nu": False},
    "yogi/textbook": {"initial_accumulator_value": 0.0},
    "radam/paper": {"threshold": 4.0},
    "rmsprop/default": {"eps_in_sqrt": False},
    "adabelief/default": {"eps_root": optax_cases.QUICK["eps"]},
    "nadam/optax": {"nesterov": True},
    "nadamw/optax": {"nesterov": True},
}


def yogi_from(learning_rate, **kwargs):
    """optax.yogi with a choice of the initial value, which only its transformation offers."""
    return optax.chain(optax.scale_by_yogi(**kwargs), optax.scale_by_learning_rate(learning_rate))


def constructor(optimizer):
    """optax's function for an optimizer."""
    return CONSTRUCTORS.get(optimizer) or getattr(optax, optimizer)


def names(optimizer):
    """optax's names of the options of an optimizer by this project's."""
    return {**NAMES, **RENAMED.get(optimizer, {})}


def versions(case):
    """Names and versions of what computes an optimizer."""
    return {"optax": optax.__version__, "jax": jax.__version__}


def call(case, options):
    """The constructor and its keyword arguments for a case."""
    optimizer, form = case.split("/")[0], case.split("+")[0]
    extra = EXTRA.get(form, {})
    other = FORMS.get(form) or FORMS.get(optimizer) or constructor(optimizer)
    make = yogi_from if "initial_accumulator_value" in extra else other
    kwargs = {names(optimizer)[name]: value for name, value in options.items()}
    if "betas" in inspect.signature(make).parameters:
        kwargs["betas"] = (kwargs.pop("b1"), kwargs.pop("b2"))
        kwargs |= {"beta3": kwargs.pop("b3")} if "b3" in kwargs else {}
    return make, {**kwargs, **extra}


def defaults(optimizer):
    """optax's own defaults under this project's names; None (no momentum, decay or warm-up) is 0."""
    stated = inspect.signature(constructor(optimizer)).parameters.items()
    given = {k: p.default for k, p in stated if p.default is not inspect.Parameter.empty}
    kept = {name: given[theirs] for name, theirs in names(optimizer).items() if theirs in given and name not in OFF}
    if "betas" in given:
        kept["b1"], kept["b2"] = given["betas"]
    if "beta3" in given:
        kept["b3"] = math.sqrt(kept["b2"])
    off = {"momentum", "weightDecay", "warmup"}
    return {name: value or 0 if name in off else value for name, value in kept.items()}


def run(case, options, start, gradients, rates, losses):
    """Yields the parameters, as lists of arrays, after each step. optax's schedules see the count from 0."""
    table = jnp.asarray(rates, dtype=jnp.float64)
    optimizer = case.split("/")[0]
    make, kwargs = call(case, options)
    kwargs[names(optimizer)["learningRate"]] = lambda count: table[count]
    transformation = optax.with_extra_args_support(make(**kwargs))
    params = [jnp.asarray(value, dtype=jnp.float64) for value in start]
    state = transformation.init(params)
    for row, loss in zip(gradients, losses):
        grads = [jnp.asarray(g, dtype=jnp.float64) for g in row]
        updates, state = transformation.update(grads, state, params, value=loss)
        params = optax.apply_updates(params, updates)
        assert all(value.dtype == jnp.float64 for value in params)
        yield problem.Step(params, optax_forms.evaluation(optimizer, state, params))
