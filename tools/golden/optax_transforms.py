"""optax' transformations by themselves, before the learning rate, and what it wraps around optimizers."""

import jax
import jax.numpy as jnp
import optax
import optax.contrib
import optax.projections


def before_rate(transform):
    """The transformation of given options, then the rate."""

    def made(learning_rate, **kwargs):
        return optax.chain(transform(**kwargs), optax.scale_by_learning_rate(learning_rate))

    made.__name__ = f"before_rate({transform.__name__})"
    return made


def adaptive_grad_clip(clipping, eps, units):
    """Columns alone, which are optax' units of matrices."""
    assert units == "columns"
    return optax.adaptive_grad_clip(clipping, eps)


def trace(decay, dampening, nesterov):
    """optax dampens nothing."""
    assert dampening == 0
    return optax.trace(decay, nesterov)


def accumulate(learning_rate, every, **kwargs):
    """optax.MultiSteps around Adam, whose rate is that of the last of the gradients that make a step."""
    inner = optax.adam(lambda count: learning_rate(every * count + every - 1), **kwargs)
    steps = optax.MultiSteps(inner, every, accumulator_dtype=jnp.float64)
    # It takes no argument that it does not know.
    return optax.GradientTransformation(steps.init, lambda *args: steps.update(*args))


def projected(project):
    """Gradient descent that replaces the point of a step, and the start, by what one of optax.projections makes of it."""

    def made(learning_rate, **kwargs):
        def update(grads, count, params=None):
            start = project(params, **kwargs)
            stepped = jax.tree.map(lambda p, g: p - learning_rate(count) * g, start, grads)
            moved = jax.tree.map(jnp.subtract, project(stepped, **kwargs), params)
            return moved, count + 1

        return optax.GradientTransformation(lambda params: 0, update)

    made.__name__ = f"projected({project.__name__})"
    return made


def projection_box(params, lower, upper):
    """optax' projection, whose bounds are trees: the same ones everywhere."""
    everywhere = lambda bound: jax.tree.map(lambda p: jnp.full_like(p, bound), params)  # noqa: E731
    return optax.projections.projection_box(params, everywhere(lower), everywhere(upper))


def projection_l2_ball(params, scale, over):
    """optax' projection of all tensors together, of each by itself, or of the slices along its first axis."""
    whole = optax.projections.projection_l2_ball
    if over == "all":
        return whole(params, scale)
    slices = jax.vmap(lambda part: whole(part, scale))
    by_unit = lambda p: slices(p) if p.ndim > 1 else whole(p, scale)  # noqa: E731
    return jax.tree.map(by_unit if over == "unit" else lambda p: whole(p, scale), params)


# Those whose defaults are compared.
CONSTRUCTORS = {
    "clipByGlobalNorm": optax.clip_by_global_norm,
    "reduceOnPlateau": optax.contrib.reduce_on_plateau,
}
FORMS = {
    "clip": before_rate(optax.clip),
    "clipByGlobalNorm": before_rate(optax.clip_by_global_norm),
    "clipByBlockRms": before_rate(optax.clip_by_block_rms),
    "adaptiveGradClip": before_rate(adaptive_grad_clip),
    "centralize": before_rate(optax.centralize),
    "ema": before_rate(optax.ema),
    "trace": before_rate(trace),
    "scaleByTrustRatio": before_rate(optax.scale_by_trust_ratio),
    "scaleBySign": before_rate(optax.scale_by_sign),
    "addDecayedWeights": before_rate(optax.add_decayed_weights),
    "reduceOnPlateau": before_rate(optax.contrib.reduce_on_plateau),
    "accumulate": accumulate,
    "projectionBox": projected(projection_box),
    "projectionL2Ball": projected(projection_l2_ball),
    "keepParamsNonnegative": projected(optax.projections.projection_non_negative),
}

NAMES = {
    "min": "lower",
    "max": "upper",
    "radius": "scale",
    "over": "over",
    "maxDelta": "max_delta",
    "maxNorm": "max_norm",
    "units": "units",
    "debias": "debias",
    "dampening": "dampening",
    "factor": "factor",
    "patience": "patience",
    "rtol": "rtol",
    "atol": "atol",
    "cooldown": "cooldown",
    "accumulationSize": "accumulation_size",
    "minScale": "min_scale",
    "every": "every",
}
# Names that mean something else in these than elsewhere.
RENAMED = {"adaptiveGradClip": {"clipping": "clipping"}, "trace": {"momentum": "decay"}}

RATE = {"learningRate": 0.1}
AGC = {**RATE, "units": "columns"}
TRACE = {**RATE, "momentum": 0.9, "dampening": 0, "nesterov": False}
TRUST = {**RATE, "minNorm": 0, "trustCoefficient": 1, "eps": 0}
PLATEAU = {
    **RATE,
    "factor": 0.8,
    "patience": 2,
    "rtol": 1e-4,
    "atol": 0,
    "cooldown": 0,
    "accumulationSize": 1,
    "minScale": 0,
}
AVERAGED = {"rtol": 0, "atol": 0.125, "cooldown": 2, "accumulationSize": 4, "minScale": 0.3}
ADAM = {"learningRate": 0.01, "b1": 0.9, "b2": 0.999, "eps": 1e-8}

CASES = {
    "clip/default": {**RATE, "maxDelta": 1},
    "clip/default+maxDelta": {**RATE, "maxDelta": 0.3},
    "clipByGlobalNorm/default": {**RATE, "maxNorm": 1},
    "clipByGlobalNorm/default+maxNorm": {**RATE, "maxNorm": 300},
    "clipByGlobalNorm/optax": {**RATE, "maxNorm": 20},
    "clipByBlockRms/default": {**RATE, "threshold": 1},
    "clipByBlockRms/default+threshold": {**RATE, "threshold": 0.2},
    "adaptiveGradClip/default+columns": {**AGC, "clipping": 0.1, "eps": 1.2},
    "adaptiveGradClip/default+columns+tiny": {**AGC, "learningRate": 10, "clipping": 1e-7, "eps": 0.01},
    "centralize/default": RATE,
    "ema/default": {**RATE, "decay": 0.9, "debias": True},
    "ema/default+biased": {**RATE, "decay": 0.7, "debias": False},
    "trace/default": TRACE,
    "trace/default+nesterov": {**TRACE, "nesterov": True},
    "scaleByTrustRatio/default": TRUST,
    "scaleByTrustRatio/default+minNorm": {**TRUST, "minNorm": 0.5, "trustCoefficient": 0.02, "eps": 0.01},
    "scaleBySign/default": RATE,
    "addDecayedWeights/default": {**RATE, "weightDecay": 0.1},
    "reduceOnPlateau/default": PLATEAU,
    "reduceOnPlateau/default+cooldown": {**PLATEAU, "patience": 1, "factor": 0.6, "rtol": 0.03, "cooldown": 3},
    "reduceOnPlateau/default+averaged": {**PLATEAU, **AVERAGED},
    "reduceOnPlateau/default+impatient": {**PLATEAU, "patience": 0},
    "reduceOnPlateau/optax": PLATEAU,
    "reduceOnPlateau/optax+cooldown": {**PLATEAU, "patience": 1, "factor": 0.6, "rtol": 0.03, "cooldown": 3},
    "reduceOnPlateau/optax+averaged": {**PLATEAU, **AVERAGED},
    "reduceOnPlateau/optax+impatient": {**PLATEAU, "patience": 0},
    "projectionBox/default": {**RATE, "min": -0.75, "max": 1.5},
    "projectionL2Ball/default": {**RATE, "radius": 2, "over": "all"},
    "projectionL2Ball/default+tensor": {**RATE, "radius": 1.5, "over": "tensor"},
    "projectionL2Ball/default+unit": {**RATE, "radius": 0.8, "over": "unit"},
    "keepParamsNonnegative/default": RATE,
    "accumulate/default": {**ADAM, "every": 4},
    "accumulate/default+every": {"learningRate": 0.01, "b1": 0.8, "b2": 0.9, "eps": 1e-6, "every": 2},
}
