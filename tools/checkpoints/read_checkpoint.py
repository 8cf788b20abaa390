"""Reads a checkpoint with Python's safetensors and numpy and prints what it holds as JSON: for `python.sh`."""

import json
import sys

from safetensors import safe_open

with safe_open(sys.argv[1], framework="np") as file:
    texts = file.metadata()
    tensors = {
        name: {"shape": list(array.shape), "dtype": str(array.dtype), "values": array.ravel().tolist()}
        for name, array in ((name, file.get_tensor(name)) for name in sorted(file.keys()))
    }
print(json.dumps({"metadata": {name: texts[name] for name in sorted(texts)}, "tensors": tensors}))
