"""Writes tails_grid.json: tail probabilities of z, t, chi-square and F over the whole range of degrees
of freedom, at 400 digits.

Run in this folder: python tails.py (needs mpmath, and gmpy2 to end in minutes). Rows are
[distribution, statistic, degrees, degrees below, p]; t and z are two-sided; p below 1e-300 is
written as 0.

The incomplete gamma and beta functions are summed as their series of positive terms, so that the only
thing that can be lost is digits in 1 - p, and there are enough. `check` holds them against mpmath's own
functions where those converge.
"""

import json
import math
from pathlib import Path

from mpmath import betainc, erfc, exp, gammainc, log, loggamma, mp, mpf, sqrt

mp.dps = 400
DEGREES = [1.0, 1.5, 2.0, 3.0, 4.5, 10.0, 31.7, 100.0, 1e3, 12345.6, 1e5, 1e6, 1e7]
PAIRS = [1.0, 1.5, 3.0, 10.0, 247.3, 1e4, 1e7]


def series(term, ratio):
    """The sum of positive terms, each `ratio(n)` times the one before."""
    total, n = term, 0
    while term > total * mpf(10) ** -390:
        term *= ratio(n)
        total += term
        n += 1
    return total


def gamma_upper(a, x):
    """Q(a, x) = 1 - x^a e^-x / Gamma(a + 1) (1 + x / (a + 1) + ...)."""
    first = exp(a * log(x) - x - loggamma(a + 1))
    return 1 - series(first, lambda n: x / (a + 1 + n))


def beta(a, b, x, y):
    """I_x(a, b) for y = 1 - x: x^a y^b / (a B(a, b)) (1 + (a + b) / (a + 1) x + ...)."""
    if x > y:
        return 1 - beta(b, a, y, x)
    first = exp(a * log(x) + b * log(y) + loggamma(a + b) - loggamma(a + 1) - loggamma(b))
    return series(first, lambda n: (a + b + n) * x / (a + 1 + n))


def p_value(distribution, statistic, degrees, below):
    x = mpf(statistic)
    if distribution == "z":
        return erfc(x / sqrt(2))
    if distribution == "chi2":
        return gamma_upper(mpf(degrees) / 2, x / 2)
    if distribution == "t":
        x, degrees, below = x * x, 1.0, degrees
    a, b = mpf(degrees), mpf(below)
    return beta(b / 2, a / 2, b / (b + a * x), a * x / (b + a * x))


def deviance(distribution, statistic, degrees, below):
    """Roughly the negative logarithm of the smaller tail."""
    if distribution == "z":
        return statistic * statistic / 2
    x = statistic
    if distribution == "chi2":
        x /= degrees
        return degrees / 2 * (x - 1 - math.log(x))
    if distribution == "t":
        return (degrees + 1) * math.log(math.hypot(1, x / math.sqrt(degrees)))
    a, b = degrees, below
    return (a + b) / 2 * math.log((b + a * x) / (a + b)) - a / 2 * math.log(x)


def centre(distribution, degrees):
    return degrees if distribution == "chi2" else 1.0


def where(depth, distribution, degrees, below):
    """The statistic above the centre whose deviance is `depth`; none above 1e290."""
    low, high = math.log(centre(distribution, degrees)), 668.0
    for _ in range(60):
        middle = (low + high) / 2
        deep = deviance(distribution, math.exp(middle), degrees, below) > depth
        low, high = (low, middle) if deep else (middle, high)
    return float(f"{math.exp(low):.9g}") if high < 667 else None


def statistics(distribution, degrees, below):
    depths = [0.01, 0.3, 3, 30, 300, 650, 680, 684, 800]
    deep = [where(depth, distribution, degrees, below) for depth in depths]
    shares = [1e-250, 1e-9, 0.01, 0.5, 0.9, 0.999, 1 - 1e-7, 1.0]
    shares += [1 + 1e-7, 1.001, 1.1, 2.0, 9.0, 1e3, 1e20, 1e280]
    near = [float(f"{centre(distribution, degrees) * share:.9g}") for share in shares]
    return sorted({x for x in deep if x is not None} | set(near))


def rows():
    cases = [("z", None, None)] + [("t", m, None) for m in DEGREES]
    cases += [("chi2", m, None) for m in DEGREES] + [("f", a, b) for a in PAIRS for b in PAIRS]
    for distribution, degrees, below in cases:
        for x in statistics(distribution, degrees, below):
            if deviance(distribution, x, degrees, below) > 2000:
                p = 0.0 if x > centre(distribution, degrees) else 1.0
            else:
                p = p_value(distribution, x, degrees, below)
                p = float(p) if p >= mpf(10) ** -300 else 0.0
            yield [distribution, x, degrees, below, p]


def check():
    for a, b, x in [(0.5, 3.5, 0.2), (20.5, 0.5, 0.9), (7.0, 300.0, 0.01)]:
        x, y = mpf(x), 1 - mpf(x)
        assert abs(beta(mpf(a), mpf(b), x, y) / betainc(a, b, 0, x, regularized=True) - 1) < 1e-50
        assert abs(gamma_upper(mpf(a), b * x) / gammainc(a, b * x, regularized=True) - 1) < 1e-50


if __name__ == "__main__":
    check()
    lines = [json.dumps(row) for row in rows()]
    Path("tails_grid.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(len(lines), "tails")
