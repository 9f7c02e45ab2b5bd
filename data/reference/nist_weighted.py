"""The exact weighted solutions of NIST's linear data sets, in rational arithmetic.

Row i (counted from 0) weighs (i mod 5 + 1) / 4. The columns are those a program holds: each number, and each power
of x by repeated multiplication, rounded to double precision. Writes nist/weighted.json with 20 digits.

    python3 data/reference/nist_weighted.py
"""

import csv
import json
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

FOLDER = Path(__file__).parent / "nist"
getcontext().prec = 20


def columns_of(rows, model):
    """The columns beside the target, as doubles; the intercept first."""
    xs = list(zip(*rows))[1:]
    if model["kind"] == "polynomial in x":
        powers = [xs[0]]
        for _ in range(1, model["degree_or_predictors"]):
            powers.append([p * x for p, x in zip(powers[-1], xs[0])])
        xs = powers
    ones = [[1.0] * len(rows)] if model["intercept"] else []
    return ones + [list(x) for x in xs]


def solve(a, b):
    """The solution of a linear system of fractions, by elimination."""
    n = len(b)
    a = [row[:] + [right] for row, right in zip(a, b)]
    for k in range(n):
        pivot = next(i for i in range(k, n) if a[i][k] != 0)
        a[k], a[pivot] = a[pivot], a[k]
        for i in range(n):
            if i != k and a[i][k] != 0:
                factor = a[i][k] / a[k][k]
                a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
    return [a[k][n] / a[k][k] for k in range(n)]


def digits(x):
    """A fraction with 20 digits."""
    return str(Decimal(x.numerator) / Decimal(x.denominator))


found = {}
for name, entry in json.loads((FOLDER / "certified.json").read_text()).items():
    with open(FOLDER / entry["csv"], newline="") as file:
        rows = [[float(field) for field in row] for row in list(csv.reader(file))[1:]]
    y = [Fraction(row[0]) for row in rows]
    x = [[Fraction(v) for v in column] for column in columns_of(rows, entry["model"])]
    w = [Fraction(i % 5 + 1, 4) for i in range(len(rows))]
    gram = [[sum(wi * u * v for wi, u, v in zip(w, a, b)) for b in x] for a in x]
    right = [sum(wi * u * v for wi, u, v in zip(w, a, y)) for a in x]
    found[name] = [digits(c) for c in solve(gram, right)]
(FOLDER / "weighted.json").write_text(json.dumps(found, indent=1) + "\n")
