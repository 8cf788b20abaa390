"""optax and keras on jax: one function under jit for a step, whose buffers of parameters and state are donated. Usage: jax_steps.py optax|keras THREADS, or on a GPU jax_steps.py optax cuda PERIOD."""

import os
import sys

kind, threads = sys.argv[1:3]
on_gpu = threads == "cuda"
period = int(sys.argv[3]) if on_gpu else 1 << 32
# XLA takes as many threads as the process has processors when it starts.
if not on_gpu and int(threads) < os.cpu_count():
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-int(threads) :])
os.environ["JAX_PLATFORMS"] = "cuda" if on_gpu else "cpu"
# Others are on the GPU as well.
os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import numpy as np
from serve import Lacking, serve, tensors_of

if kind == "optax":
    import optax

    OPTIMIZERS = {
        "sgd": lambda: optax.sgd(0.01, momentum=0.9),
        "adam": lambda: optax.adam(1e-3),
        "yogi": lambda: optax.yogi(0.01),
        "adamwClip": lambda: optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(1e-3, eps=1e-12, weight_decay=0.01)),
        "lion": lambda: optax.lion(1e-4, weight_decay=0),
        "lamb": lambda: optax.lamb(1e-3),
        "adafactor": lambda: optax.adafactor(1e-4, min_dim_size_to_factor=1),
    }
else:
    import keras

    OPTIMIZERS = {
        "sgd": lambda: keras.optimizers.SGD(0.01, momentum=0.9),
        "adam": lambda: keras.optimizers.Adam(1e-3, epsilon=1e-8),
        "adamwClip": lambda: keras.optimizers.AdamW(1e-3, weight_decay=0.01, epsilon=1e-12, global_clipnorm=1.0),
        "lion": lambda: keras.optimizers.Lion(1e-4),
        "adafactor": lambda: keras.optimizers.Adafactor(1e-4),
    }


def optax_step(optimizer, params):
    def step(params, state, grads):
        updates, state = optimizer.update(grads, state, params)
        return optax.apply_updates(params, updates), state

    return step, optimizer.init(params)


def keras_step(optimizer, params):
    variables = [keras.Variable(param) for param in params]
    optimizer.build(variables)
    # Copies, since they are donated.
    state = [jnp.array(variable.value, copy=True) for variable in optimizer.variables]
    return lambda params, state, grads: optimizer.stateless_apply(state, grads, params), state


def begin(optimizer, n, count):
    if optimizer not in OPTIMIZERS:
        raise Lacking(f"{kind} has no {optimizer}")
    params, grads = ([jnp.array(values, copy=True) for values in all] for all in tensors_of(optimizer, n, count, period))
    step, state = (optax_step if kind == "optax" else keras_step)(OPTIMIZERS[optimizer](), params)
    step = jax.jit(step, donate_argnums=(0, 1))
    held = [params, state]

    def run(times):
        params, state = held
        for _ in range(times):
            params, state = step(params, state, grads)
        held[:] = jax.block_until_ready((params, state))

    return run, lambda k: np.asarray(held[0][k]).reshape(-1)


serve(begin)
