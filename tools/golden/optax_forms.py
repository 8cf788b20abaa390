"""What of_optax calls where optax has no function of that name, or one that must be told more to stay in float64 or to
take a rate that changes. The rules themselves are optax's."""

import jax
import jax.numpy as jnp
import optax
import optax.contrib


def in_float64(count, exponent):
    """Adafactor's decay of second moments, which optax computes in float32 whatever the parameters are."""
    return 1 - jnp.asarray(count + 1, dtype=jnp.float64) ** -exponent


# optax.adafactor does not hand the function on, so that the default is the only way in.
factored = optax.scale_by_factored_rms
factored.__defaults__ = (*factored.__defaults__[:-1], in_float64)


def adafactor(**kwargs):
    """optax.adafactor, in which None and not 0 turns momentum and decay off."""
    switched = {name: kwargs.pop(name) or None for name in ("momentum", "weight_decay_rate")}
    return optax.adafactor(**kwargs, **switched, dtype_momentum=jnp.float64)


def sm3(learning_rate, momentum, eps):
    """optax.sm3 with its eps as an option; its rate must be a number otherwise."""
    return optax.chain(optax.scale_by_sm3(momentum, eps=eps), optax.scale_by_learning_rate(learning_rate))


def warmed(make):
    """A schedule-free optimizer whose warm-up multiplies a rate that may change; optax builds it from a number only."""

    def made(learning_rate, warmup_steps, **kwargs):
        ramp = optax.warmup_constant_schedule(0, 1, warmup_steps) if warmup_steps else lambda count: 1

        # A schedule of optax divides in float32 where the count is an integer.
        def rate(count):
            return learning_rate(count) * ramp(jnp.asarray(count, dtype=jnp.float64))

        return make(learning_rate=rate, **kwargs)

    made.__name__ = make.__name__
    return made


def lookahead(learning_rate, sync_period, slow_step_size, **kwargs):
    """optax.lookahead over Adam where its hyperparameters are given, else over SGD; the state has the slow parameters."""
    inner = optax.adam(learning_rate, **kwargs) if kwargs else optax.sgd(learning_rate)
    wrapped = optax.lookahead(inner, sync_period, slow_step_size)

    def init(params):
        both = optax.LookaheadParams.init_synced(params)
        return wrapped.init(both), both.slow

    def update(grads, state, params):
        both = optax.LookaheadParams(fast=params, slow=state[1])
        updates, inner_state = wrapped.update(grads, state[0], both)
        return updates.fast, (inner_state, optax.apply_updates(both.slow, updates.slow))

    return optax.GradientTransformation(init, update)


def sam(learning_rate, rho):
    """optax.contrib.sam over SGD; steps that climb and steps that descend take turns, and SGD counts the latter alone."""
    climb = optax.chain(optax.contrib.normalize(), optax.sgd(rho))
    wrapped = optax.contrib.sam(optax.sgd(lambda count: learning_rate(2 * count + 1)), climb, sync_period=2)
    # It takes no argument that it does not know.
    return optax.GradientTransformation(wrapped.init, lambda *args: wrapped.update(*args))


def evaluation(optimizer, state, params):
    """The parameters to evaluate with, where an optimizer keeps others than those it steps."""
    if optimizer.startswith("scheduleFree"):
        return optax.contrib.schedule_free_eval_params(state, params)
    return state[1] if optimizer == "lookahead" else None


def adamw_by_schedule(learning_rate, weight_decay, **kwargs):
    """AdamW of the paper: the decay follows the schedule's multiplier, not the rate, which is that of the first step."""
    alpha = learning_rate(0)
    return optax.chain(
        optax.scale_by_adam(**kwargs),
        optax.scale(alpha),
        optax.add_decayed_weights(weight_decay),
        optax.scale_by_schedule(lambda count: -learning_rate(count) / alpha),
    )


def polyak(scaling, **kwargs):
    """optax.polyak_sgd on gradients as they are, its step then multiplied by the rate."""
    inner = optax.polyak_sgd(scaling=1.0, **kwargs)

    def update(grads, state, params=None, **extra):
        updates, inner_state = inner.update(grads, state[0], params, **extra)
        scaled = jax.tree.map(lambda u: u * scaling(state[1]), updates)
        return scaled, (inner_state, state[1] + 1)

    return optax.GradientTransformationExtraArgs(lambda params: (inner.init(params), 0), update)


def yogi(learning_rate, v0, **kwargs):
    """optax.yogi whose first moment starts at 0, as the paper's does."""
    inner = optax.scale_by_yogi(initial_accumulator_value=v0, **kwargs)

    def init(params):
        return inner.init(params)._replace(mu=jax.tree.map(jnp.zeros_like, params))

    started = optax.GradientTransformation(init, inner.update)
    return optax.chain(started, optax.scale_by_learning_rate(learning_rate))


def sophia(**kwargs):
    """optax.contrib.sophia without estimates of the Hessian: they are 0. sophia.py has some."""
    none = optax.GradientTransformation(lambda params: None, lambda grads, state, params: (jax.tree.map(jnp.zeros_like, grads), None))
    return optax.contrib.sophia(hessian_diagonal_fn=none, **kwargs)


def muon(scale, layout, eps, adam_eps, **kwargs):
    """optax.contrib.muon, whose axes are in and out, and which has one eps. Traced once: its loop compiles anew at every call else."""
    assert layout == "in,out" and eps == adam_eps and scale in ("original", "matchRms")
    made = optax.contrib.muon(eps=eps, consistent_rms=0.2 if scale == "matchRms" else None, **kwargs)
    return optax.GradientTransformation(made.init, jax.jit(made.update))
