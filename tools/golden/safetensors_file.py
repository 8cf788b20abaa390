"""Writes test/golden/python.safetensors with Python's safetensors: every type of numpy's, shapes of all ranks, odd names."""

import pathlib

import numpy
from safetensors.numpy import save_file

PLACE = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden" / "python.safetensors"

TENSORS = {
    "matrix": numpy.array([[1.5, -2.25, 1 / 3], [0.0, -0.0, 5e-324]], numpy.float64),
    "vector": numpy.array([numpy.pi, -numpy.inf, numpy.nan, 1e-45], numpy.float32),
    "scalar": numpy.array(0.1, numpy.float64),
    "empty": numpy.zeros((0, 3), numpy.float32),
    "cube": numpy.arange(-4, 4, dtype=numpy.int32).reshape(2, 2, 2),
    "int64": numpy.array([-(2**63), 2**63 - 1], numpy.int64),
    "uint64": numpy.array([0, 2**64 - 1], numpy.uint64),
    "int8": numpy.array([-128, 127], numpy.int8),
    "uint8": numpy.array([0, 255, 7], numpy.uint8),
    "int16": numpy.array([-32768, 32767], numpy.int16),
    "uint16": numpy.array([65535], numpy.uint16),
    "uint32": numpy.array([2**32 - 1], numpy.uint32),
    "half": numpy.array([1.0, 65504.0], numpy.float16),
    "bool": numpy.array([True, False, True]),
    'layer "1"/\\weight\n': numpy.array([1.0], numpy.float32),
    "größe": numpy.array([2.0], numpy.float32),
    "__proto__": numpy.array([3.0], numpy.float32),
}

# One text alone: the order of several is not fixed.
save_file(TENSORS, PLACE, metadata={"written by": 'Python\'s "safetensors" é'})
