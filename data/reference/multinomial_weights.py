"""Fits of several classes whose weights are no counts, by formulas in 80-bit arithmetic: multinomial_weights.json.

    pip install numpy pandas && python data/reference/multinomial_weights.py > data/reference/multinomial_weights.json

Parameters stand class by class without the first, features before the intercept; row i (from 0) has the weight
`1/2 + (7 i mod 11) / 5`. As precisions they give the inverse of the information times Pearson's statistic on
`n (K - 1) - k` degrees of freedom, as survey weights the sandwich; HC2 and HC3 take the row's block of the hat matrix.
"""
import json
import pathlib

import numpy as np
import pandas as pd

REAL = pathlib.Path(__file__).parents[1] / "real"


def inverse(a):
    """In 80 bits, by Newton's iteration from 64."""
    x = np.linalg.inv(a.astype(float)).astype(np.longdouble)
    for _ in range(4):
        x = x @ (2 * np.eye(len(a), dtype=np.longdouble) - a @ x)
    return x


def root_of_inverse(a):
    """`A^(-1/2)`, by Denman and Beavers' iteration."""
    y, z = a, np.eye(len(a), dtype=np.longdouble)
    for _ in range(30):
        y, z = (y + inverse(z)) / 2, (z + inverse(y)) / 2
    return z


def entry(table, target, names, rows):
    x = np.column_stack([rows[names].to_numpy(dtype=float), np.ones(len(rows))]).astype(np.longdouble)
    classes = sorted(rows[target].astype(str).unique())
    labels = rows[target].astype(str).map(classes.index).to_numpy()
    n, p, k = len(x), x.shape[1], len(classes) - 1
    w = 0.5 + (7 * np.arange(n) % 11) / np.longdouble(5)
    scale = np.abs(x).max(axis=0)
    x = x / scale
    is_class = (labels[:, None] == np.arange(1, k + 1)).astype(np.longdouble)
    b = np.zeros((k, p), dtype=np.longdouble)

    def probabilities():
        z = np.column_stack([np.zeros(n), x @ b.T])
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    for _ in range(30):
        q = probabilities()
        blocks = [[(x * (w * q[:, i + 1] * ((i == j) - q[:, j + 1]))[:, None]).T @ x for j in range(k)] for i in range(k)]
        bread = inverse(np.block(blocks))
        b = b + (bread @ ((is_class - q[:, 1:]) * w[:, None]).T.dot(x).ravel()).reshape(k, p)
    q = probabilities()
    own = q[np.arange(n), labels]
    degrees = n * k - k * p
    dispersion = np.sum(w * (1 - own) / own) / degrees
    fillings, clusters = {"hc0": 0, "hc2": 0, "hc3": 0}, np.zeros((7, k * p), dtype=np.longdouble)
    for i in range(n):
        of_row = np.kron(np.eye(k, dtype=np.longdouble), x[i])
        variance = w[i] * (np.diag(q[i, 1:]) - np.outer(q[i, 1:], q[i, 1:]))
        rest = np.eye(k, dtype=np.longdouble) - variance @ of_row @ bread @ of_row.T
        residual = w[i] * (is_class[i] - q[i, 1:])
        for name, part in (("hc0", np.eye(k)), ("hc2", root_of_inverse(rest)), ("hc3", inverse(rest))):
            score = of_row.T @ (part @ residual)
            fillings[name] = fillings[name] + np.outer(score, score)
        clusters[i % 7] += of_row.T @ residual
    fillings["cr0"] = clusters.T @ clusters
    units = np.tile(scale, k)
    numbers = lambda values: np.asarray(values, dtype=float).tolist()
    errors = {name: numbers(np.sqrt(np.diag(bread @ filling @ bread)) / units) for name, filling in fillings.items()}
    survey = bread @ fillings["hc0"] @ bread
    features = [j for j in range(k * p) if j % p < p - 1]
    null = sum(w[labels == c].sum() * np.log(w[labels == c].sum() / w.sum()) for c in range(k + 1))
    estimates = b.ravel()
    return {"table": table, "target": target, "classes": classes, "features": names, "weights": numbers(w),
            "coefficients": numbers(estimates / units), "log_likelihood": float(np.sum(w * np.log(own))),
            "null_log_likelihood": float(null), "dispersion": float(dispersion), "degrees_of_freedom": degrees,
            "errors_of_precisions": numbers(np.sqrt(dispersion * np.diag(bread)) / units),
            "wald": float(estimates[features] @ inverse(survey[np.ix_(features, features)]) @ estimates[features])} | errors


birds = pd.read_csv(REAL / "penguins.csv").dropna()
birds["male"] = (birds.sex == "male").astype(float)
flights = pd.read_csv(REAL / "challenger.csv").dropna()
flights["failures"] = flights.failures.astype(int)
all_entries = [
    ("penguins.csv", "island", ["bill_length_mm", "bill_depth_mm", "body_mass_g", "male"], birds),
    ("penguins.csv", "species", ["body_mass_g"], birds),
    ("challenger.csv", "failures", ["temperature_f"], flights),
]
print(json.dumps({f"{target} of {table}": entry(table, target, names, rows) for table, target, names, rows in all_entries}))
