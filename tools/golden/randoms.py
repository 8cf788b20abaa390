"""This project's random numbers: Threefry-2x32 with 20 rounds, as src/language/random.ts has it, and normal numbers of them."""

from statistics import NormalDist

MASK = 0xFFFFFFFF
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
# The hash of a text without letters.
UNNAMED = 0x811C9DC5


def threefry(keys, counters):
    """The first of two words."""
    keys = (*keys, keys[0] ^ keys[1] ^ 0x1BD11BDA)
    x = [(counter + key) & MASK for counter, key in zip(counters, keys)]
    for number in range(20):
        by = ROTATIONS[number % 8]
        x[0] = (x[0] + x[1]) & MASK
        x[1] = (((x[1] << by) | (x[1] >> (32 - by))) & MASK) ^ x[0]
        if number % 4 == 3:
            count = (number + 1) // 4
            x[0] = (x[0] + keys[count % 3]) & MASK
            x[1] = (x[1] + keys[(count + 1) % 3] + count) & MASK
    return x[0]


def key(half, seed, step, tensor):
    """Half of a key, 24 bits."""
    mixed = 0
    for word in (half + 1, seed, seed >> 32, step, tensor, step >> 32):
        mixed = ((mixed ^ (word & MASK)) * 0x21F0AAAD) & MASK
        mixed ^= mixed >> 15
    return mixed >> 8


def normals(seed, shape):
    """Normal numbers, row by row."""
    rows, columns = shape
    keys = key(0, seed, 0, UNNAMED), key(1, seed, 0, UNNAMED)

    def at(index):
        uniform = (2 * (threefry(keys, (index, 0)) >> 9) + 1) * 2**-24
        return NormalDist().inv_cdf(uniform)

    return [[at(row * columns + column) for column in range(columns)] for row in range(rows)]
