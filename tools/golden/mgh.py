"""The 18 unconstrained problems of Moré, Garbow, Hillstrom: Testing unconstrained optimization software, ACM TOMS 7, 1981, as formulas of the rule language.

Sizes are those for which the paper gives a minimum. Gulf's residual is the corrected one, without the factor m i.
"""

from math import cos, exp, log, pi, sin


def number(value):
    return repr(float(value)) if value >= 0 else f"({float(value)!r})"


def squares(residuals):
    return " + ".join(f"({residual})^2" for residual in residuals)


def names(count):
    return [f"x{i + 1}" for i in range(count)]


def total(terms):
    return " + ".join(terms)


def helical():
    theta = "(atan(x2/x1) + where(x1 < 0, pi, 0))/(2*pi)"
    return squares([f"10*(x3 - 10*{theta})", "10*(sqrt(x1^2 + x2^2) - 1)", "x3"]), [-1, 0, 0]


def biggs():
    def residual(t):
        y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
        return f"x3*exp(-{t!r}*x1) - x4*exp(-{t!r}*x2) + x6*exp(-{t!r}*x5) - {number(y)}"

    return squares(residual(i / 10) for i in range(1, 14)), [1, 2, 1, 1, 1, 1]


def gaussian():
    half = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521]
    values = [*half, 0.3989, *reversed(half)]
    terms = [f"x1*exp(-x2*({number((7 - i) / 2)} - x3)^2/2) - {number(y)}" for i, y in enumerate(values)]
    return squares(terms), [0.4, 1, 0]


def powell_badly_scaled():
    return squares(["10000*x1*x2 - 1", "exp(-x1) + exp(-x2) - 1.0001"]), [0, 1]


def box():
    def residual(t):
        return f"exp(-{t!r}*x1) - exp(-{t!r}*x2) - x3*{number(exp(-t) - exp(-10 * t))}"

    return squares(residual(i / 10) for i in range(1, 11)), [0, 10, 20]


def variably_dimensioned(n=10):
    weighted = total(f"{i + 1}*({x} - 1)" for i, x in enumerate(names(n)))
    return squares([*(f"{x} - 1" for x in names(n)), weighted, f"({weighted})^2"]), [1 - (i + 1) / n for i in range(n)]


def watson(n=6):
    def residual(t):
        slope = total(f"{number(j * t ** (j - 1))}*{x}" for j, x in enumerate(names(n)) if j > 0)
        level = total(f"{number(t**j)}*{x}" for j, x in enumerate(names(n)))
        return f"{slope} - ({level})^2 - 1"

    return squares([*(residual(i / 29) for i in range(1, 30)), "x1", "x2 - x1^2 - 1"]), [0] * n


def penalty_1(n=10):
    norm = total(f"{x}^2" for x in names(n))
    return f"1e-5*({squares(f'{x} - 1' for x in names(n))}) + ({norm} - 0.25)^2", list(range(1, n + 1))


def penalty_2(n=10):
    x = names(n)
    pairs = [
        f"exp({x[i]}/10) + exp({x[i - 1]}/10) - {number(exp((i + 1) / 10) + exp(i / 10))}" for i in range(1, n)
    ]
    single = [f"exp({x[i]}/10) - {number(exp(-0.1))}" for i in range(1, n)]
    norm = total(f"{n - i}*{name}^2" for i, name in enumerate(x))
    return f"(x1 - 0.2)^2 + 1e-5*({squares([*pairs, *single])}) + ({norm} - 1)^2", [0.5] * n


def brown_badly_scaled():
    return squares(["x1 - 1000000", "x2 - 0.000002", "x1*x2 - 2"]), [1, 1]


def brown_dennis():
    def residual(t):
        return (
            f"(x1 + {t!r}*x2 - {number(exp(t))})^2 + (x3 + {number(sin(t))}*x4 - {number(cos(t))})^2"
        )

    return squares(residual(i / 5) for i in range(1, 21)), [25, 5, -5, -1]


def gulf():
    def residual(t):
        y = 25 + (-50 * log(t)) ** (2 / 3)
        return f"exp(-exp(x3*log(abs({number(y)} - x2)))/x1) - {t!r}"

    return squares(residual(i / 100) for i in range(1, 100)), [5, 2.5, 0.15]


def trigonometric(n=10):
    cosines = total(f"cos({x})" for x in names(n))
    terms = [f"{n} - ({cosines}) + {i + 1}*(1 - cos({x})) - sin({x})" for i, x in enumerate(names(n))]
    return squares(terms), [1 / n] * n


def extended_rosenbrock(n=10):
    x = names(n)
    return squares(
        term for i in range(0, n, 2) for term in (f"10*({x[i + 1]} - {x[i]}^2)", f"1 - {x[i]}")
    ), [-1.2, 1] * (n // 2)


def extended_powell(n=12):
    parts = []
    for i in range(0, n, 4):
        a, b, c, d = names(n)[i : i + 4]
        parts.append(f"({a} + 10*{b})^2 + 5*({c} - {d})^2 + ({b} - 2*{c})^4 + 10*({a} - {d})^4")
    return total(parts), [3, -1, 0, 1] * (n // 4)


def beale():
    return squares(f"{y} - x1*(1 - x2^{i})" for i, y in ((1, 1.5), (2, 2.25), (3, 2.625))), [1, 1]


def wood():
    return (
        "100*(x2 - x1^2)^2 + (1 - x1)^2 + 90*(x4 - x3^2)^2 + (1 - x3)^2 + 10*(x2 + x4 - 2)^2 + 0.1*(x2 - x4)^2",
        [-3, -1, -3, -1],
    )


def chebyquad(n=8):
    def polynomial(degree, x):
        """The shifted Chebyshev polynomial, by Horner's rule in the square of z."""
        before, now = [1], [0, 1]
        for _ in range(degree - 1):
            twice = [0, *(2 * c for c in now)]
            before, now = now, [c - (before[k] if k < len(before) else 0) for k, c in enumerate(twice)]
        z = f"(2*{x} - 1)"
        first, *others = now[degree % 2 :: 2][::-1]
        value = str(first)
        for coefficient in others:
            value = f"({value})*{z}^2 + {coefficient}"
        return f"{z}*({value})" if degree % 2 else f"({value})"

    terms = []
    for i in range(1, n + 1):
        mean = 0 if i % 2 else -1 / (i * i - 1)
        terms.append(f"({total(polynomial(i, x) for x in names(n))})/{n} - {number(mean)}")
    return squares(terms), [(i + 1) / (n + 1) for i in range(n)]


#: The problems with the minimum of the paper, to its digits, and another that it names or that is known.
UNCONSTRAINED = {
    "Helical valley": (helical(), [0]),
    "Biggs EXP6": (biggs(), [0, 5.65565e-3]),
    "Gaussian": (gaussian(), [1.12793e-8]),
    "Powell badly scaled": (powell_badly_scaled(), [0]),
    "Box three-dimensional": (box(), [0]),
    "Variably dimensioned, 10": (variably_dimensioned(), [0]),
    "Watson, 6": (watson(), [2.28767e-3]),
    "Penalty I, 10": (penalty_1(), [7.08765e-5]),
    "Penalty II, 10": (penalty_2(), [2.93660e-4]),
    "Brown badly scaled": (brown_badly_scaled(), [0]),
    "Brown and Dennis": (brown_dennis(), [85822.2]),
    "Gulf research": (gulf(), [0]),
    "Trigonometric, 10": (trigonometric(), [0, 2.79506e-5]),
    "Extended Rosenbrock, 10": (extended_rosenbrock(), [0]),
    "Extended Powell singular, 12": (extended_powell(), [0]),
    "Beale": (beale(), [0]),
    "Wood": (wood(), [0]),
    "Chebyquad, 8": (chebyquad(), [3.51687e-3]),
}

NONE = [None, None]
#: Problems with bounds that hold at the minimum: [least, most] of each variable, null for none.
BOUNDED = {
    "Rosenbrock": (extended_rosenbrock(2), [[None, 0.5], NONE]),
    "Rosenbrock, both": (extended_rosenbrock(2), [[-1.5, 0.8], [0.7, 2]]),
    "Helical valley": (helical(), [NONE, NONE, [0.2, None]]),
    "Gaussian": (gaussian(), [[0.398, 4.2], [1, 2], [0.01, 0.1]]),
    "Brown and Dennis": (brown_dennis(), [[-10, 100], [-15, 15], [-100, 0], [-20, 0.2]]),
    "Extended Powell singular, 12": (extended_powell(), [[0.1, 100], [-20, 20], [-100, 100], [-100, 100]] * 3),
    "Beale": (beale(), [[None, 2], NONE]),
    "Variably dimensioned, 10": (variably_dimensioned(), [[-5, 0.7], [1.2, 5], NONE, [None, 0.9], NONE] * 2),
}
