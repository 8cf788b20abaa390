"""Optimizer states of torch, optax and Keras as safetensors files for `glissade/checkpoint`, and back.

As a program, for torch: `python optimizer_state.py optimizer.pt optimizer.safetensors`, or the other way round. `optimizer.pt` is what
`torch.save(optimizer.state_dict(), "optimizer.pt")` writes. As a module: the functions below. It needs safetensors, numpy and the library concerned.
"""

import json
import sys


def save_torch(state, path):
    """Writes what `optimizer.state_dict()` returned. Half precision becomes float32, which loses nothing."""
    import torch
    from safetensors.torch import save_file

    def stored(value):
        tensor = torch.as_tensor(value).detach().cpu()
        return (tensor.float() if tensor.dtype in (torch.float16, torch.bfloat16) else tensor).clone().contiguous()

    tensors = {
        f"state.{place}.{name}": stored(value)
        for place, entry in state["state"].items()
        for name, value in entry.items()
        if value is not None
    }
    # A rate may be a tensor.
    groups = json.dumps(state["param_groups"], default=lambda value: value.item())
    save_file(tensors, path, {"param_groups": groups})


def load_torch(path):
    """Reads what `optimizer.load_state_dict()` takes."""
    import torch
    from safetensors import safe_open

    state = {}
    with safe_open(path, "pt") as file:
        groups = json.loads(file.metadata()["param_groups"])
        for key in file.keys():
            _, place, name = key.split(".", 2)
            value = file.get_tensor(key)
            state.setdefault(int(place), {})[name] = value.to(torch.float32) if name == "step" else value
    for group in groups:
        if "betas" in group:
            group["betas"] = tuple(group["betas"])
    return {"state": state, "param_groups": groups}


FIELDS = ("mu", "nu", "nu_max", "trace", "sum_of_squares")


def _places(state):
    """The leaves of a tree, and the keys around each from the outside in."""
    import jax

    leaves, structure = jax.tree_util.tree_flatten_with_path(state)
    keys = [[jax.tree_util.keystr((key,), simple=True) for key in place] for place, _ in leaves]
    return keys, [leaf for _, leaf in leaves], structure


def save_optax(state, path):
    """Writes the state that `optimizer.init` and `optimizer.update` return, or a part of it."""
    import numpy as np
    from safetensors.numpy import save_file

    keys, leaves, _ = _places(state)
    arrays = [np.asarray(leaf) for leaf in leaves]
    save_file({".".join(place): a.astype(np.float32) if a.dtype.itemsize == 2 else a for place, a in zip(keys, arrays)}, path)


def load_optax(path, like):
    """Fills a state that `optimizer.init(params)` has made with the fields that glissade wrote."""
    import jax
    import jax.numpy as jnp
    from safetensors.numpy import load_file

    tensors = load_file(path)
    keys, leaves, structure = _places(like)

    def name(place):
        at = next((i for i, key in enumerate(place) if key in FIELDS), len(place) - 1)
        return ".".join(place[at:])

    filled = [jnp.asarray(tensors[name(place)], leaf.dtype).reshape(leaf.shape) for place, leaf in zip(keys, leaves)]
    return jax.tree_util.tree_unflatten(structure, filled)


def save_keras(optimizer, path):
    """Writes the variables of a built optimizer."""
    import numpy as np
    from keras import ops
    from safetensors.numpy import save_file

    save_file({variable.path: np.asarray(ops.convert_to_numpy(variable)) for variable in optimizer.variables}, path)


def load_keras(path, optimizer):
    """Assigns the variables of a built optimizer."""
    from safetensors.numpy import load_file

    tensors = load_file(path)
    for variable in optimizer.variables:
        variable.assign(tensors[variable.path.rsplit("/", 1)[-1]].reshape(variable.shape))


def main(source, target):
    """Converts a state of torch from one kind of file to the other."""
    import torch

    if target.endswith(".safetensors"):
        save_torch(torch.load(source, map_location="cpu", weights_only=True), target)
    elif source.endswith(".safetensors"):
        torch.save(load_torch(source), target)
    else:
        raise SystemExit("one of the two files must end in .safetensors")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
